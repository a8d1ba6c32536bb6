"""Reading much in one look: every query sees the database as it was at the first."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

Say = Callable[[int], None]
OFTEN = 0.5  # seconds


@contextmanager
def one_look(say: Say) -> Iterator[Say]:
    """All queries of the block see the same rows; to say how far it is, by the function that is given, is seen at once.

    Inside another transaction, what that one sees.
    """
    is_alone = not connection.in_atomic_block
    with transaction.atomic():
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield _aside(say) if is_alone else say


def _aside(say: Say) -> Say:
    """The same in a thread, whose connection is another: what it writes is seen at once, and locks nothing here.

    Not more often than is worth a connection.
    """
    last = time.monotonic()

    def said(percent: int) -> None:
        nonlocal last
        if time.monotonic() - last < OFTEN:
            return
        last = time.monotonic()
        thread = threading.Thread(target=_said, args=(say, percent))
        thread.start()
        thread.join()

    return said


def _said(say: Say, percent: int) -> None:
    try:
        say(percent)
    finally:
        connection.close()
