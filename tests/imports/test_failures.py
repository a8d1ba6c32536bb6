"""What cannot be read as a whole is said clearly and leaves nothing; nor does a process that dies on the way."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.core.management import CommandError
from django.db import connection

from consultation.models import Consultation
from tests.imports.folders import DECIDIM, as_csv, bring, everything, folder, text

GOOD = as_csv([text("1"), text("2")]).replace("\r\n", "\n")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "contributions.csv est vide"),
        (b"\n", "contributions.csv est vide"),
        (b"id,question,body\n1,q,b\n", "il manque kind. Colonnes lues : id, question, body"),
        (b"id,question,kind\n1,q,constat\n", "il manque une colonne body ou body_html"),
        (b"id,id,question,kind,body\n", "deux colonnes s’appellent id"),
        (GOOD.encode("utf-16"), "contributions.csv, ligne 1 : ce n’est pas de l’UTF-8"),
        (
            GOOD.encode() + "3,Travail,Q,constat,été".encode("latin-1"),
            "contributions.csv, ligne 4 : ce n’est pas de l’UTF-8",
        ),
        (
            GOOD.encode() + b'3,Travail,Q,constat,"jamais fini\n4,a,b,c,d\n',
            "contributions.csv, ligne 4 : enregistrement mal form",
        ),
        (b"%PDF-1.4\n\x00\x01", "il manque id, question, kind"),
    ],
)
def test_an_unreadable_file_is_refused_whole(tmp_path, raw, message):
    (tmp_path / "contributions.csv").write_bytes(raw)
    before = everything()

    with pytest.raises(CommandError) as refused:
        bring(tmp_path)

    assert message in str(refused.value)
    assert "Rien n’a été repris." in str(refused.value)
    assert everything() == before
    assert not (tmp_path / "aside").exists()


@pytest.mark.django_db
def test_a_broken_byte_after_thousands_of_lines_leaves_nothing(tmp_path):
    many = as_csv([text(str(number), kind="chanson" if number == 7 else "constat") for number in range(3000)])
    folder(tmp_path, many, "contribution,author,reaction\n")
    with (tmp_path / "reactions.csv").open("ab") as file:
        file.write(b"1,a,agree\n" * 2000 + b"1,\xff,agree\n")
    before = everything()

    with pytest.raises(CommandError, match=r"reactions.csv, ligne 2002"):
        bring(tmp_path)

    assert everything() == before
    assert not list(tmp_path.rglob("aside*.csv*"))


@pytest.mark.django_db
def test_an_aside_file_that_cannot_be_written_stops_the_import(tmp_path):
    folder(tmp_path, [text("1"), text("2", kind="chanson")])
    (tmp_path / "full").write_text("a file, not a folder")
    before = everything()

    with pytest.raises(CommandError, match="Rien n’a été repris"):
        bring(tmp_path, aside=tmp_path / "full" / "aside.csv")

    assert everything() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("format", "slug", "path", "message"),
    [
        ("csv", "essai", "absent", "n’est pas un dossier"),
        ("csv", "essai", ".", "contributions.csv ne peut pas être lu"),
        ("decidim", "essai", ".", "debats.csv ne peut pas être lu"),
        ("csv", "admin", ".", "réservée"),
        ("csv", "Avec des espaces", ".", "que des lettres"),
    ],
)
def test_a_wrong_path_or_address_is_refused(tmp_path, format, slug, path, message):
    with pytest.raises(CommandError) as refused:
        bring(tmp_path / path, format, slug=slug)
    assert message in str(refused.value)
    assert not Consultation.objects.exists()


@pytest.mark.django_db
def test_a_decidim_export_without_one_of_its_columns(tmp_path):
    for file in DECIDIM.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes().replace(b"alignment", b"align"))
    with pytest.raises(CommandError, match=r"commentaires_debats.csv : il manque alignment"):
        bring(tmp_path, "decidim")
    assert not Consultation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_import_killed_on_the_way_leaves_nothing_and_can_be_done_again(tmp_path):
    folder(tmp_path, as_csv([text(str(number), author=str(number % 50), body="mot " * 200) for number in range(4000)]))
    before = everything()
    process = _importing(tmp_path)
    try:
        _wait_until_it_writes(process)
        process.send_signal(signal.SIGKILL)
        assert process.wait(30) == -signal.SIGKILL
    finally:
        process.kill()
    _wait_until_it_is_gone()
    assert everything() == before

    done = _importing(tmp_path)
    assert done.wait(120) == 0
    assert len(everything()["Contribution"]) == 4000


def _importing(path: Path) -> subprocess.Popen:
    """The command in a process of its own, on the database of the tests."""
    facts = connection.settings_dict
    at = urlencode({"host": facts["HOST"] or facts.get("OPTIONS", {}).get("host", "")})
    who = quote(facts["USER"]) + (f":{quote(facts['PASSWORD'])}" if facts["PASSWORD"] else "")
    if facts["HOST"].startswith("/") or not facts["HOST"]:
        url = f"postgres://{who}@/{facts['NAME']}?{at}"
    else:
        url = f"postgres://{who}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"
    environment = os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PGAPPNAME": "killed-import",
    }
    command = [sys.executable, "manage.py", "import", "csv", str(path), "--consultation", "essai"]
    root = Path(__file__).resolve().parents[2]
    return subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.DEVNULL)


def _sessions(condition: str) -> int:
    with connection.cursor() as cursor:
        sql = f"SELECT count(*) FROM pg_stat_activity WHERE application_name = 'killed-import' AND {condition}"
        cursor.execute(sql)
        return cursor.fetchone()[0]


def _wait_until_it_writes(process: subprocess.Popen) -> None:
    limit = time.monotonic() + 60
    while not _sessions("query LIKE 'INSERT INTO \"debates_version\"%%'"):
        assert process.poll() is None, "the import ended before it could be killed"
        assert time.monotonic() < limit
        time.sleep(0.005)


def _wait_until_it_is_gone() -> None:
    limit = time.monotonic() + 60
    while _sessions("true"):
        assert time.monotonic() < limit
        time.sleep(0.05)
