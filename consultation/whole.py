"""An act is one transaction: all of it is done, or nothing."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction
from psycopg2.errors import DeadlockDetected

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
TRIES = 3


def whole(act: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Do `act` in a transaction, and again, TRIES times in all, when PostgreSQL ended it so that another could go on.

    Rows are locked in one order wherever it is known beforehand; where it is not (a text that a decision has just put
    elsewhere, near-identical ones that were alone until now) two acts may wait crosswise, and one of them is ended.
    Within a transaction of the caller it is part of that one, and is not done again. `act` reads its rows itself.
    """

    @wraps(act)
    def done(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        for left in reversed(range(TRIES)):
            try:
                with transaction.atomic():
                    return act(*args, **kwargs)
            except OperationalError as error:
                is_crosswise = isinstance(error.__cause__, DeadlockDetected)
                if not (left and is_crosswise) or connection.in_atomic_block:
                    raise
        raise AssertionError("neither done nor refused")

    return done
