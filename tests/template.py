"""One database made by the migrations, from zero; each process of the tests then copies it, in less than a second.

Its name says what it was made of: another migration, another Django, and another one is made. On the embedded servers
of the tests it stays for the next time. `migrate` runs on each copy all the same, and finds nothing to do.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connection

LOCK = 4_715_003  # an advisory lock of ours: one process makes it, the others wait for it


def copied() -> None:
    """From now on a database of the tests is a copy of the template, which is made if it is missing."""
    name = f"{_prefix()}{_made_of()[:16]}"
    with _alone() as names:
        if name not in names:
            _make(name, [other for other in names if other.startswith(_prefix())])
    connection.settings_dict["TEST"]["TEMPLATE"] = name


def _prefix() -> str:
    return f"template_of_{connection.settings_dict['NAME']}_"


def _made_of() -> str:
    """The digest of every migration, Django's and those of the packages too; what they call finds no row to change."""
    read = sha256(django.__version__.encode())
    for config in sorted(apps.get_app_configs(), key=lambda config: config.label):
        for path in sorted((Path(config.path) / "migrations").glob("*.py")):
            read.update(path.name.encode() + path.read_bytes())
    return read.hexdigest()


@contextmanager
def _alone() -> Iterator[list[str]]:
    """The databases there are, while no other process of the tests looks."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT datname FROM pg_database")
        yield [name for (name,) in cursor.fetchall()]  # the lock goes with the connection


def _make(name: str, older: list[str]) -> None:
    """Under another name until it is whole: an interrupted making leaves nothing that anybody would copy."""
    quoted, part = connection.ops.quote_name, f"{_prefix()}part"
    with connection._nodb_cursor() as cursor:
        for left in {*older, part}:
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted(left)}")
        cursor.execute(f"CREATE DATABASE {quoted(part)}")
    with _connected_to(part):
        call_command("migrate", verbosity=0, interactive=False)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {quoted(part)} RENAME TO {quoted(name)}")


@contextmanager
def _connected_to(name: str) -> Iterator[None]:
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
