"""A backup comes back whole into another server, or not at all."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from consultation.backups import Refused, back_up
from consultation.backups.programs import program
from consultation.embedded.places import PROJECT, Places
from consultation.embedded.postgres import Postgres
from tests.factories import ArgumentFactory, CommuneFactory, ContributionFactory, ReactionFactory
from tests.running import database_url

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def debate(question, citizen) -> None:
    CommuneFactory()
    with transaction.atomic():
        for number in range(3):
            text = ContributionFactory(question=question, body=f"Un « lieu », ligne 1\nligne 2\t\\N \u202f👏 {number}")
            ReactionFactory(contribution=text, by=citizen)
        ArgumentFactory(parent=text)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory) -> Iterator[str]:
    """An empty server of its own; its address."""
    folder = tmp_path_factory.mktemp("elsewhere")
    places = Places(folder)
    places.make()
    server = Postgres(places)
    server.start()
    yield server.url()
    server.stop()


def manage(url: str, *arguments: str) -> subprocess.CompletedProcess:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "consultation.settings",
        "DATABASE_URL": url,
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": "a-secret-of-the-tests-that-signs-nothing-real-0123456789",
    }
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)


def written_out(url: str) -> list[str]:
    """Every row of a database as SQL, by pg_dump, in an order that says nothing of where it lies.

    But the sign that a backup was made, which is given once it was.
    """
    what = ["--data-only", "--column-inserts", "--exclude-table=consultation_sign"]
    command = [program("pg_dump"), "--no-owner", "--no-privileges", *what, url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return sorted(line for line in done.stdout.splitlines() if not line.startswith(("--", "\\", "SET", "SELECT")))


def test_a_backup_is_restored_into_an_empty_server_to_the_last_row(debate, elsewhere, tmp_path):
    saved = tmp_path / "sauvegarde"
    call_command("backup", str(saved))

    done = manage(elsewhere, "restore", str(saved))

    assert done.returncode == 0, done.stderr
    assert "les mêmes" in done.stdout
    there = written_out(elsewhere)
    assert there == written_out(database_url())
    assert any("👏 2" in line for line in there)
    assert manage(elsewhere, "migrate", "--check").returncode == 0

    again = manage(elsewhere, "restore", str(saved))
    assert again.returncode == 1
    assert "n’est pas vide" in again.stderr


def test_the_manifest_says_what_was_saved(debate, tmp_path):
    call_command("backup", str(tmp_path / "a"))
    manifest = json.loads((tmp_path / "a" / "manifest.json").read_text())

    assert manifest["tables"]["debates_contribution"]["rows"] == 4
    assert manifest["tables"]["debates_reaction"]["rows"] == 3
    assert manifest["migrations"]["debates"] > "0001"
    assert manifest["postgresql"].startswith("18")
    assert (tmp_path / "a").stat().st_mode & 0o077 == 0  # nobody else's to read


def test_one_backup_never_replaces_another(debate, tmp_path):
    call_command("backup", str(tmp_path / "a"))
    with pytest.raises(CommandError, match="existe déjà"):
        call_command("backup", str(tmp_path / "a"))
    with pytest.raises(CommandError, match="ne peut pas être écrit"):
        call_command("backup", "/proc/nothing/here")


def a_byte_of_the_dump(folder: Path) -> None:
    file = folder / "database.dump"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def no_dump(folder: Path) -> None:
    (folder / "database.dump").unlink()


def no_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def half_a_manifest(folder: Path) -> None:
    file = folder / "manifest.json"
    file.write_text(file.read_text()[:100])


def a_row_more(folder: Path) -> None:
    """A count that the dump does not hold, its hash left right."""
    file = folder / "manifest.json"
    manifest = json.loads(file.read_text())
    manifest["tables"]["debates_contribution"]["rows"] += 1
    file.write_text(json.dumps(manifest))


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (a_byte_of_the_dump, "altéré"),
        (no_dump, "altéré ou manque"),
        (no_manifest, "pas une sauvegarde"),
        (half_a_manifest, "pas une sauvegarde"),
    ],
)
def test_what_was_altered_is_refused_before_anything_is_written(harm, said, debate, tmp_path):
    saved = tmp_path / "a"
    call_command("backup", str(saved))
    harm(saved)

    with pytest.raises(CommandError, match=said):
        call_command("restore", str(saved))


def test_a_backup_of_another_account_is_said_to_be_that(debate, tmp_path, monkeypatch):
    """As it lies when root copied it to a new machine; root itself, who may run this, reads everything."""
    call_command("backup", str(tmp_path / "a"))

    def refuse(_path: Path) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", refuse)
    with pytest.raises(CommandError, match="chown"):
        call_command("restore", str(tmp_path / "a"))


def test_rows_that_are_not_those_saved_are_named(debate, tmp_path, tmp_path_factory):
    from consultation.backups.restoring import differences, read

    saved = tmp_path / "a"
    back_up(saved)
    assert differences(read(saved)) == []
    a_row_more(saved)
    assert differences(read(saved)) == ["debates_contribution"]
    with transaction.atomic():
        ContributionFactory()
    assert "debates_version" in differences(read(saved))


@pytest.fixture
def machine_with_11(tmp_path, monkeypatch) -> Path:
    """A machine whose own pg_restore is of PostgreSQL 11, beside the wheel's 18."""
    found = tmp_path / "pg_restore"
    found.write_text('#!/bin/sh\necho "pg_restore (PostgreSQL) 11.22 (Debian 11.22-0)"\n')
    found.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/nowhere")
    return found


def test_a_server_gets_the_program_of_its_version(machine_with_11):
    assert program("pg_restore", 11) == str(machine_with_11)
    assert "pgserver" in program("pg_restore", 18)
    assert "pgserver" in program("pg_restore", 17)


def test_a_backup_that_the_server_could_not_take_back_is_not_made(machine_with_11):
    with pytest.raises(Refused, match="postgresql-client-10"):
        program("pg_restore", 10)
