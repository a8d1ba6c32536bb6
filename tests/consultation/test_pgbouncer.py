"""Everything works behind PgBouncer in transaction mode, with four sessions of PostgreSQL for all."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection, transaction

from consultation import links
from consultation.embedded.places import PROJECT, free_port
from consultation.embedded.postgres import open_way, service_account
from consultation.pooled.base import DatabaseWrapper
from consultation.territories.models import Commune
from debates.models import Contribution, Reaction
from synthesis.models import RollUp
from tests.chaos.parts import is_listening
from tests.chaos.people import Scene, scene
from tests.consultation.processes import eventually
from tests.consultation.replicas import Person, Web, asked, models_at
from tests.factories import CommuneFactory
from tests.running import database_url

PROGRAM = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not Path(PROGRAM).exists(), reason="PgBouncer is not there: apt-get install pgbouncer"),
]
SESSIONS = 4
TURNS = 2
INI = """
[databases]
{name} = host={host} port={port} dbname={name}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder}/users.txt
pool_mode = transaction
default_pool_size = {sessions}
max_client_conn = 200
query_wait_timeout = 20
logfile = {folder}/pgbouncer.log
"""


@pytest.fixture
def pooled(tmp_path) -> Iterator[str]:
    """The address of a PgBouncer in front of the database of the tests."""
    at, folder, listen = connection.settings_dict, tmp_path / "pgbouncer", free_port()
    folder.mkdir()
    facts = {"name": at["NAME"], "host": at["HOST"], "port": at["PORT"], "sessions": SESSIONS}
    (folder / "pgbouncer.ini").write_text(INI.format(folder=folder, listen=listen, **facts))
    (folder / "users.txt").write_text(f'"{at["USER"]}" "{at["PASSWORD"]}"\n')
    process = subprocess.Popen([PROGRAM, "--quiet", str(folder / "pgbouncer.ini")], **_account(folder))
    try:
        assert eventually(lambda: is_listening(listen), 10), (folder / "pgbouncer.log").read_text()
        yield f"postgres://{quote(at['USER'])}:{quote(at['PASSWORD'])}@127.0.0.1:{listen}/{at['NAME']}"
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
        process.kill()
        process.wait()


def _account(folder: Path) -> dict:
    """It refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    entry = service_account()
    open_way(folder)
    for path in (folder, *folder.iterdir()):
        os.chown(path, entry.pw_uid, entry.pw_gid)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def environment() -> dict[str, str]:
    return {"DATABASE_POOLED": "true", "DATABASE_DIRECT_URL": database_url(), "ROLLUP_ENCODER": "false"}


@pytest.fixture
def web(pooled, tmp_path) -> Iterator[Web]:
    web = Web(tmp_path, pooled, **environment())
    yield web
    web.stop()


def left_in_a_transaction() -> int:
    """Sessions that somebody went away from; those of this connection and of others to other databases apart."""
    return asked(
        database_url(),
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND state LIKE 'idle in transaction%'",
    )


def test_people_write_and_read_at_once(web):
    set_up: Scene = scene(8)
    question, statuses = f"/{set_up.slug}/questions/{set_up.question}/", []

    def take_part(number: int) -> None:
        person = Person(web, session=set_up.citizens[number].cookie)
        for turn in range(TURNS):
            mark, text = f"n{number}t{turn}", f"/{set_up.slug}/contributions/{set_up.texts[number * TURNS + turn]}/"
            words = {"title": f"Titre {mark}", "body": f"Un texte {mark}."}
            statuses.append(person.post(f"{question}contribuer/", nature="barrier", key=mark, **words))
            statuses.append(person.post(f"{text}arguments/", stance="for", body=f"Oui {mark}.", key=f"a{mark}"))
            statuses.append(person.post(f"{text}reaction/", kind="agree"))
            for page in (question, text, f"/{set_up.slug}/recherche/?q=lieu", "/plan/contributions-0.xml"):
                statuses.append(person.ask("GET", page)[0])

    threads = [Thread(target=take_part, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert (len(statuses), set(statuses) - {200, 302}) == (8 * TURNS * 7, set())
    assert Contribution.objects.filter(key__regex="^a?n[0-9]t[0-9]$").count() == 8 * TURNS * 2
    assert Reaction.objects.count() == 8 * TURNS
    assert eventually(lambda: left_in_a_transaction() == 0, 5)


COMMANDS = """
import django
django.setup()
from django.core.management import call_command
call_command("rollup", "tiers-lieux")
call_command("export", "tiers-lieux", "--format", "tables-csv", "--out", "{folder}/tables.zip")
call_command("export", "tiers-lieux", "--format", "archive", "--out", "{folder}/archive.zip")
call_command("audit", "verify")
call_command("check_quotes")
call_command("backup", "{folder}/sauvegarde")
from consultation.models import Consultation
from synthesis.tasks.learning import learn
learn(Consultation.objects.get().pk)
"""


def test_what_workers_and_operators_do(pooled, tmp_path):
    scene(1)
    given = os.environ | environment() | {"DATABASE_URL": pooled, "SECRET_KEY": settings.SECRET_KEY}
    given |= {"DJANGO_SETTINGS_MODULE": "consultation.settings"}
    command = [sys.executable, "-c", COMMANDS.format(folder=tmp_path)]

    done = subprocess.run(command, cwd=PROJECT, env=given, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0, done.stderr[-4000:]
    assert RollUp.objects.get().state == "done"
    for name in ("tables.zip", "archive.zip"):
        assert (tmp_path / name).stat().st_size > 1_000
    assert (tmp_path / "sauvegarde" / "database.dump").stat().st_size > 10_000


def test_rows_are_read_one_after_another_from_a_transaction_of_their_own(pooled):
    with transaction.atomic():
        for code in range(30):
            CommuneFactory(code=f"230{code}")
    with models_at(pooled, DatabaseWrapper):
        rows = Commune.objects.order_by("pk").iterator(chunk_size=10)
        first = next(rows)
        assert left_in_a_transaction() == 1  # the cursor waits there, for the rest
        assert Commune.objects.count() == 30  # while the connection does something else
        assert len({first.pk, *(row.pk for row in rows)}) == 30
        assert eventually(lambda: left_in_a_transaction() == 0, 5)

        given_up = Commune.objects.iterator(chunk_size=10)
        next(given_up)
        given_up.close()
        assert eventually(lambda: left_in_a_transaction() == 0, 5)

        with transaction.atomic():  # in a transaction the cursor is the transaction's
            CommuneFactory(code="23099")
            assert len(list(Commune.objects.iterator(chunk_size=10))) == 31
            assert left_in_a_transaction() == 1


def test_a_lock_is_one_worker_s_at_a_time_and_is_given_back(pooled):
    with models_at(pooled, DatabaseWrapper):
        with links.held(1, 2) as first, links.held(1, 2) as second, links.held(1, 3) as other:
            assert (first, second, other) == (True, False, True)
        for _each in range(2 * SESSIONS):
            with links.held(1, 2) as again:
                assert again
