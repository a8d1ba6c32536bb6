"""A second connection to the database for what must not be in the transaction of the first, nor outlive it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import Error, connection
from django.db.backends.base.base import BaseDatabaseWrapper


def begun(beside: BaseDatabaseWrapper) -> BaseDatabaseWrapper:
    """A connection like this one, in a transaction of its own; `ended` gives it back. Error when there is none left."""
    link = beside.copy()
    link.execute_wrappers = beside.execute_wrappers  # what is told of the queries of one is told of the other's
    link.inc_thread_sharing()  # a reading given up half-way is ended by whatever thread collects it
    link.connect()
    link.set_autocommit(False)
    return link


def ended(link: BaseDatabaseWrapper) -> None:
    """Undo what it began, so that a pooler may lend the session to somebody else, and close it."""
    try:
        with suppress(Error):  # the server went away: nothing is left to undo
            link.rollback()
    finally:
        link.close()


@contextmanager
def held(number: int, of: int) -> Iterator[bool]:
    """An advisory lock of PostgreSQL for as long as this lasts; False within when somebody else has it.

    It belongs to a transaction and not to a session: behind a pooler nobody knows which session that would be. The
    transaction has no number and keeps no row, so that it stands in nobody's way however long it lasts.
    """
    link = begun(connection)
    try:
        with link.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [number, of])
            (is_ours,) = cursor.fetchone()
        yield is_ours
    finally:
        ended(link)
