"""Lists are read by key, never by offset: a page costs the same wherever it is, and none is shown twice."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models import Q, QuerySet


@dataclass(frozen=True)
class Page:
    """Some rows, and the cursor that asks for those after them ("" at the end)."""

    rows: list[Any]
    next: str

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)


def page(queryset: QuerySet, *, key: str, size: int, after: str = "", descending: bool = True) -> Page:
    """At most `size` rows ordered by `key` and then id, after the row that `after` names.

    `after` is what `Page.next` gave; anything else is read as "" (the first page). One query.
    """
    try:
        rows = list(_after(queryset, key, _decoded(after), descending)[: size + 1])
    except (DataError, ValidationError, ValueError, OverflowError):  # a cursor that somebody made up
        rows = list(_after(queryset, key, None, descending)[: size + 1])
    following = _encoded(getattr(rows[size - 1], key), rows[size - 1].pk) if len(rows) > size else ""
    return Page(rows[:size], following)


def _after(queryset: QuerySet, key: str, position: tuple[Any, int] | None, descending: bool) -> QuerySet:
    sign, compare = ("-", "lt") if descending else ("", "gt")
    ordered = queryset.order_by(f"{sign}{key}", f"{sign}pk")
    if position is None:
        return ordered
    value, pk = position
    return ordered.filter(Q(**{f"{key}__{compare}": value}) | Q(**{key: value, f"pk__{compare}": pk}))


def _encoded(value: Any, pk: int) -> str:
    shown = value.isoformat() if isinstance(value, datetime) else value
    return base64.urlsafe_b64encode(json.dumps([shown, pk]).encode()).decode().rstrip("=")


def _decoded(cursor: str) -> tuple[Any, int] | None:
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError, binascii.Error):
        return None
    sound = (
        isinstance(pk, int) and not isinstance(pk, bool) and abs(pk) < 2**63 and isinstance(value, str | int | float)
    )
    return (value, pk) if sound else None
