"""No search holds the database longer than it is worth."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from psycopg2.errors import QueryCanceled

PATIENCE = 3_000  # milliseconds of the database for one query of a search
_SETTINGS = ("statement_timeout", "work_mem", "enable_seqscan", "enable_bitmapscan")


class TooWide(Exception):
    """The search would have taken the database too long."""


@contextmanager
def guarded(patience: int = PATIENCE) -> Iterator[None]:
    """Give each query within so many milliseconds; TooWide afterwards. Nothing may be written within."""
    try:
        with transaction.atomic():
            set_locally(statement_timeout=patience, work_mem="32MB")
            yield
            set_locally(**dict.fromkeys(_SETTINGS))
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooWide from error
        raise


def set_locally(**settings: object) -> None:
    """Change settings until the end of the transaction; None is the default again."""
    with connection.cursor() as sql:
        for name, value in settings.items():
            sql.execute(f"SET LOCAL {name} = {'DEFAULT' if value is None else '%s'}", [] if value is None else [value])
