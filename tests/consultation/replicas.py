"""A primary, a standby that streams from it, and the web server in front of both: real processes of one folder."""

import http.client
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from copy import deepcopy
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import psycopg2
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from consultation.backups.programs import program
from consultation.embedded.places import PROJECT, Places, free_port, write_private
from consultation.embedded.postgres import ROLE, Postgres, open_way
from consultation.run import Address, answers, web_command
from tests.consultation.processes import eventually
from tests.running import database_url

TOKEN = "a" * 32  # of the forms: what a browser sends back of its cookie


class Quick(Postgres):
    """Nothing in it outlives the tests: it does not wait for the disk."""

    def command(self) -> list[str]:
        return [*super().command(), "-c", "fsync=off", "-c", "full_page_writes=off"]

    def _run(self, program: str, *arguments: str, stdin: str = "") -> None:
        sync = [] if program == "postgres" else ["--no-sync"]
        super()._run(program, *arguments, *sync, stdin=stdin)


class Primary(Quick):
    """Its role may stream, pause and look at everything."""

    def prepare(self, attempt: int) -> None:
        is_new = not (self.data / "PG_VERSION").exists()
        super().prepare(attempt)
        if is_new:
            sql = f"ALTER ROLE {ROLE} SUPERUSER REPLICATION;\n"
            self._run("postgres", "--single", "-D", str(self.data), "postgres", stdin=sql)


class Standby(Quick):
    """What `pg_basebackup --write-recovery-conf` makes of a primary that runs."""

    def __init__(self, places: Places, primary: Primary) -> None:
        super().__init__(places)
        self.primary = primary
        write_private(places.password_file, primary.places.password())

    def prepare(self, attempt: int) -> None:
        open_way(self.data)  # each time: another run of pytest closes the folder of them all
        if (self.data / "PG_VERSION").exists():
            return
        self.data.mkdir(mode=0o700)
        if "user" in self.account():
            shutil.chown(self.data, self.account()["user"], self.account()["group"])
        source = ["--dbname", self.primary._url("postgres"), "--write-recovery-conf"]
        self._run("pg_basebackup", "--pgdata", str(self.data), *source, "--checkpoint=fast", "--wal-method=stream")


def placed(folder: Path) -> Places:
    places = Places(folder)
    places.make()
    return places


def asked(url: str, sql: str) -> Any:
    """What a server answers to one statement."""
    link = psycopg2.connect(url, connect_timeout=5)
    try:
        link.autocommit = True
        with link.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        link.close()


def copy_the_test_database(url: str) -> None:
    """Its tables and what migrations fill, into an empty database."""
    dump = subprocess.run([program("pg_dump", 18), "--format=custom", database_url()], capture_output=True, check=True)
    restore = [program("pg_restore", 18), "--no-owner", "--no-privileges", "--exit-on-error", "--dbname", url]
    subprocess.run(restore, input=dump.stdout, check=True, timeout=60)


@contextmanager
def models_at(
    url: str, engine: type[BaseDatabaseWrapper] | None = None, alias: str = DEFAULT_DB_ALIAS
) -> Iterator[None]:
    """Models are read and written in this database, by a connection of this class."""
    parts, at = urlsplit(url), deepcopy(connection.settings_dict)
    at |= {"HOST": parts.hostname, "PORT": str(parts.port), "USER": parts.username, "PASSWORD": parts.password}
    at["OPTIONS"].pop("options", None)  # those of the tests, which PgBouncer refuses
    link = (engine or type(connections[DEFAULT_DB_ALIAS]))(at | {"NAME": parts.path[1:]}, alias)
    ours = getattr(connections._connections, alias, None)
    connections[alias] = link
    try:
        yield
    finally:
        link.close()
        if ours:
            connections[alias] = ours
        else:
            del connections[alias]


class Web:
    """gunicorn as it runs in production, with two processes unless told otherwise."""

    def __init__(self, folder: Path, database: str, **more: str) -> None:
        self.port = free_port()
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "consultation.settings",
            "DATABASE_URL": database,  # Redis is that of the tests; no REDIS_URL: static files are served as they lie
            "SECRET_KEY": settings.SECRET_KEY,
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "MAIL_FOLDER": str(folder / "mail"),
            **more,
        }
        self.log = folder / "web.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                web_command(Address("127.0.0.1", self.port)),
                cwd=PROJECT,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        if not eventually(lambda: answers(f"http://127.0.0.1:{self.port}/readyz"), 60):
            self.stop()
            raise AssertionError(self.log.read_text())

    def stop(self) -> None:
        for number in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(10)


class Person:
    """Somebody with a browser, or a program with a key: keeps the cookies it is given, sends forms with their token."""

    def __init__(self, web: Web, session: str = "", key: str = "") -> None:
        self.web, self.key = web, key
        self.cookies = {"sessionid": session} if session else {}

    def get(self, path: str) -> str:
        """The page, which must be there."""
        status, words = self.ask("GET", path)
        assert status == 200, (path, status, words[-2000:])
        return words

    def post(self, path: str, **fields: str) -> int:
        self.cookies["csrftoken"] = TOKEN
        return self.ask("POST", path, urlencode({"csrfmiddlewaretoken": TOKEN, **fields}))[0]

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        wire = http.client.HTTPConnection("127.0.0.1", self.web.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        try:
            wire.request(method, path, body=body or None, headers=headers)
            answer = wire.getresponse()
            for given in answer.headers.get_all("Set-Cookie") or []:
                self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(given).items()}
            return answer.status, answer.read().decode()
        finally:
            wire.close()


def seconds(act: Any) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began
