"""The embedded servers, for real: processes that come, go and are killed, on folders of their own."""

import contextlib
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg2
import pytest
import redis

from consultation import embedded
from consultation.embedded.places import PROJECT, free_port
from tests.consultation.processes import client, close, environment, eventually, named, of_folder, urls_of


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with its cluster, as a first start leaves it."""
    folder = tmp_path_factory.mktemp("made") / "var"
    embedded.ensure(folder)
    keepers(folder)[0].terminate()
    assert embedded.wait_stopped(folder)
    embedded.release(folder)
    return folder


@pytest.fixture
def var(made: Path, tmp_path: Path) -> Iterator[Path]:
    """A folder of the test's own that was used before; every process of it is ended after the test."""
    folder = tmp_path / "var"
    subprocess.run(["cp", "-a", str(made), str(folder)], check=True)
    yield from emptied(folder)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Path]:
    """The same for a first start: there is no such folder yet."""
    yield from emptied(tmp_path / "var")


def emptied(folder: Path) -> Iterator[Path]:
    yield folder
    embedded.release(folder)
    left = of_folder(folder)
    for process in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    psutil.wait_procs(left, 10)


@pytest.fixture
def held(var: Path) -> embedded.Urls:
    """The servers, used by the test's own process."""
    return embedded.ensure(var)


def sql(url: str, query: str) -> list[tuple]:
    with contextlib.closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall() if cursor.description else []


def cache(url: str, *command: str) -> object:
    with redis.Redis.from_url(url, decode_responses=True) as connection:
        return connection.execute_command(*command)


def keepers(var: Path) -> list[psutil.Process]:
    return named(var, "consultation.embedded", "keep")


def test_two_at_once_get_the_same_servers_which_outlive_neither(fresh: Path):
    var = fresh
    first, second = client(var), client(var)
    assert urls_of(first) == urls_of(second)
    assert len(keepers(var)) == 1
    first.kill()
    close(first)
    assert not eventually(lambda: not keepers(var), 2.5), "the second one still uses them"
    second.kill()
    close(second)
    assert eventually(lambda: not of_folder(var))
    assert not (var / "embedded.json").exists()


def test_data_survives_a_stop(var: Path, held: embedded.Urls):
    sql(held.database, "CREATE TABLE said (text text); INSERT INTO said VALUES ('à l''œuvre')")
    cache(held.redis, "SET", "key", "value")
    embedded.release(var)
    assert embedded.wait_stopped(var)
    again = embedded.ensure(var)
    assert sql(again.database, "SELECT text FROM said") == [("à l'œuvre",)]
    assert cache(again.redis, "GET", "key") == "value"


def test_killed_keeper_leaves_no_server_behind_and_loses_nothing(var: Path, held: embedded.Urls):
    sql(held.database, "CREATE TABLE said (text text); INSERT INTO said VALUES ('gardé')")
    keepers(var)[0].kill()
    assert embedded.wait_stopped(var), "the kernel has taken its lock back"
    again = embedded.ensure(var)
    assert again == held, "clients that were there before must find them again"
    assert sql(again.database, "SELECT text FROM said") == [("gardé",)]
    assert len(keepers(var)) == 1
    assert len(named(var, "bin/postgres", "-D")) == 1
    assert len(named(var, "valkey-server")) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel tells the servers on Linux only")
def test_killed_keeper_takes_its_servers_along(var: Path):
    process = client(var)
    urls_of(process)
    keepers(var)[0].kill()
    assert eventually(lambda: not named(var, "bin/postgres") and not named(var, "valkey-server"))
    close(process)


@pytest.mark.parametrize("words", [("bin/postgres", "-D"), ("valkey-server",)])
def test_killed_server_comes_back_where_it_was(var: Path, held: embedded.Urls, words: tuple[str, ...]):
    sql(held.database, "CREATE TABLE said (text text); INSERT INTO said VALUES ('écrit')")
    killed = named(var, *words)[0]
    killed.kill()
    killed.wait(5)
    assert embedded.ensure(var) == held
    assert sql(held.database, "SELECT text FROM said") == [("écrit",)]
    assert cache(held.redis, "PING")


def test_stale_file_is_not_believed(fresh: Path):
    var = fresh
    var.mkdir()
    port = free_port()
    (var / "embedded.json").write_text(
        f'{{"database": "postgres://x:y@127.0.0.1:{port}/x", "redis": "redis://127.0.0.1:{port}"}}'
    )
    urls = embedded.ensure(var)
    assert sql(urls.database, "SELECT 1") == [(1,)]


def test_unreadable_journal_is_set_aside_and_interrupted_first_start_made_good(fresh: Path):
    var = fresh
    (var / "postgres.new").mkdir(parents=True)
    (var / "postgres.new" / "half").touch()
    journal = var / "valkey" / "appendonlydir"
    journal.mkdir(parents=True)
    (journal / "appendonly.aof.manifest").write_text("no manifest at all\n")
    urls = embedded.ensure(var)
    assert cache(urls.redis, "PING")
    assert (var / "valkey" / "appendonlydir.0").exists()
    assert not (var / "postgres.new").exists()


def test_servers_are_closed_to_others_and_ready_for_work(var: Path, held: embedded.Urls):
    query = "SELECT pg_encoding_to_char(encoding), upper('éœ') FROM pg_database WHERE datname = 'consultation'"
    assert sql(held.database, query) == [("UTF8", "ÉŒ")]
    assert int(sql(held.database, "SHOW max_connections")[0][0]) >= 100
    assert sql(held.database, "SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user") == [
        (False, True)
    ]
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(held.database.replace("consultation:", "consultation:x"))
    with pytest.raises(redis.AuthenticationError):
        cache(held.redis.replace("redis://:", "redis://:x"), "PING")
    for private in ("password", "embedded.json", "valkey/valkey.conf"):
        assert stat.S_IMODE((var / private).stat().st_mode) == 0o600
    assert all(connection.laddr.ip == "127.0.0.1" for process in of_folder(var) for connection in listening(process))


def listening(process: psutil.Process) -> list:
    return [one for one in process.net_connections("inet") if one.status == psutil.CONN_LISTEN]


def test_lost_password_is_replaced(var: Path):
    embedded.ensure(var)
    embedded.release(var)
    assert embedded.wait_stopped(var)
    (var / "password").unlink()
    assert sql(embedded.ensure(var).database, "SELECT 1") == [(1,)]


def test_removed_folder_stops_the_servers(var: Path):
    embedded.ensure(var)
    shutil.rmtree(var, ignore_errors=True)  # the keeper notices at once and removes its own file too
    assert eventually(lambda: not of_folder(var))


def test_folder_that_cannot_be_made_is_said(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(embedded.EmbeddedError, match="ne peut pas être créé"):
        embedded.ensure(tmp_path / "file" / "var")


def test_server_that_cannot_start_is_said(fresh: Path):
    var = fresh
    (var / "postgres").mkdir(parents=True)
    (var / "postgres" / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(embedded.EmbeddedError, match="PostgreSQL"):
        embedded.ensure(var)
    assert eventually(lambda: not of_folder(var))


def test_needs_neither_django_nor_the_settings(var: Path):
    code = """
import sys, consultation.embedded.keeper
sys.exit(bool({"django", "celery", "consultation.settings"} & set(sys.modules)))
"""
    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT, env=environment(var), check=False).returncode == 0
