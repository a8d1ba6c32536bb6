"""The connection to PostgreSQL of Django, with rows read one after another in bounded memory behind a pooler too."""

from typing import Any

from django.db.backends.postgresql import base

from consultation import links


class DatabaseWrapper(base.DatabaseWrapper):
    """What Django reads by a cursor of the server (`iterator()`) lives in a transaction: the one that is open, else
    one of its own on a second connection, since a session outside of a transaction is lent to the next in line."""

    def chunked_cursor(self) -> Any:
        if self.in_atomic_block or not self.get_autocommit():
            return super().chunked_cursor()
        link = links.begun(self)
        try:
            return _Apart(link, link.chunked_cursor())
        except BaseException:
            links.ended(link)
            raise


class _Apart:
    """A cursor that takes its connection away with it when it is closed."""

    def __init__(self, link: base.DatabaseWrapper, cursor: Any) -> None:
        self._link, self._cursor = link, cursor

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def close(self) -> None:
        if self._link.connection is None:
            return
        try:
            self._cursor.close()
        finally:
            links.ended(self._link)
