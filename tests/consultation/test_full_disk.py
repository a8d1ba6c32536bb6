"""The disk of PostgreSQL is full: pages stay up, nothing is said to be kept that is not, what was typed comes back.

On a small filesystem in memory where this process may mount one. Elsewhere a trigger of the table of texts answers what
PostgreSQL then answers, under the same code (53100).
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import disk_usage

import psycopg2
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from debates.models import Contribution, Question
from tests.chaos.people import Scene, scene
from tests.consultation.processes import eventually
from tests.consultation.replicas import Primary, asked, copy_the_test_database, models_at, placed
from tests.factories import ContributionFactory

FULL = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'could not extend file "base/5/16384": No space left on device'
    USING ERRCODE = '53100', HINT = 'Check free disk space.';
END $$;
CREATE TRIGGER no_room BEFORE INSERT ON debates_version FOR EACH STATEMENT EXECUTE FUNCTION no_room()
"""
SIZE = "160m"  # of the small disk: a new cluster, a copy of the test database, and room to run
JOURNAL = "SELECT pg_logical_emit_message(false, '', repeat('x', 8000000))"  # into the journal, and nowhere else


def sql(statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statements)


@pytest.fixture
def make_room():
    """No more text finds room from now on, until it is called."""
    sql(FULL)

    def drop() -> None:
        sql("DROP FUNCTION IF EXISTS no_room CASCADE")

    yield drop
    drop()


@pytest.mark.django_db(transaction=True)
def test_a_text_that_finds_no_room_comes_back_and_is_kept_once_there_is_some(question, natures, citizen, request):
    client = Client(raise_request_exception=False)
    client.force_login(citizen)
    there = ContributionFactory(question=question)
    address = reverse("post", args=["tiers-lieux", question.pk])
    sent = {"nature": "barrier", "title": "Le bail", "body": "Trop long et trop cher.", "key": "formulaire-1"}

    make_room = request.getfixturevalue("make_room")
    refused = client.post(address, sent)
    assert (refused.status_code, refused["Retry-After"]) == (503, "5")
    assert "Trop long et trop cher." in refused.content.decode()
    assert Contribution.objects.filter(key="formulaire-1").count() == 0
    assert client.get(there.get_absolute_url()).status_code == 200

    make_room()
    assert [client.post(address, sent).status_code for _each in range(2)] == [302, 302]
    assert Contribution.objects.filter(key="formulaire-1").count() == 1


class Small(Primary):
    """A server that keeps little of its journal, on a disk that something else may fill."""

    def command(self) -> list[str]:
        return [*super().command(), "-c", "min_wal_size=32MB", "-c", "max_wal_size=64MB"]

    @property
    def else_there(self) -> Path:
        return self.places.var / "an-old-backup"

    def fill(self) -> None:
        with self.else_there.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, disk_usage(self.places.var).free)


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """A filesystem of its own there; the test is skipped where we may not mount."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=755", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a real full disk needs the right to mount a filesystem (root)")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def small(db, tmp_path) -> Iterator[tuple[Small, Scene]]:
    """A server whose disk is small, and who takes part; models are its own."""
    with small_disk(tmp_path / "disk"):
        server = Small(placed(tmp_path / "disk"))
        try:
            server.start()
            copy_the_test_database(server.url())
            with models_at(server.url()):
                yield server, scene(40)
        finally:
            server.stop()


def sent(set_up: Scene, number: int) -> tuple[Client, str, dict[str, str]]:
    """A text of one of them: who sends it, where, and what. No two are alike, so PostgreSQL cannot make them small."""
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = set_up.citizens[number].cookie
    fields = {"nature": "barrier", "title": f"Marque {number}", "body": os.urandom(1400).hex(), "key": f"clef-{number}"}
    return client, reverse("post", args=[set_up.slug, set_up.question]), fields


def posted_until_refused(set_up: Scene) -> list[int]:
    """What each was answered, until one was not taken."""
    answers = []
    for number in range(len(set_up.citizens)):
        client, address, fields = sent(set_up, number)
        answers.append(client.post(address, fields).status_code)
        if answers[-1] != 302:
            break
    return answers


def write_journal(server: Small) -> None:
    for _each in range(40):
        asked(server._url("postgres"), JOURNAL)


def keys() -> set[str]:
    return set(Contribution.objects.filter(key__startswith="clef-").values_list("key", flat=True))


def test_a_disk_that_is_really_full_takes_nothing_and_loses_nothing(small):
    server, set_up = small
    page = Question.objects.get(pk=set_up.question).get_absolute_url()

    server.fill()
    answers = posted_until_refused(set_up)
    taken = {f"clef-{number}" for number in range(len(answers) - 1)}
    client, address, fields = sent(set_up, len(answers) - 1)
    refused = client.post(address, fields)
    assert (answers[-1], refused.status_code) == (503, 503)
    assert fields["body"] in refused.content.decode()
    assert "No space left on device" in server.log.read_text(errors="replace")
    assert keys() == taken
    assert client.get(page).status_code == 200  # whoever reads goes on

    # The journal finds no room either: PostgreSQL ends rather than answer what it could not keep
    with pytest.raises(psycopg2.DatabaseError):
        write_journal(server)
    assert eventually(lambda: not server.alive, 20)
    assert client.get(page).status_code == 503
    connection.close()

    server.else_there.unlink()
    server.start()
    assert keys() == taken
    assert [client.post(address, fields).status_code for _each in range(2)] == [302, 302]
    assert keys() == taken | {fields["key"]}
