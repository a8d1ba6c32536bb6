"""Lists are read by key, never by offset: a page costs the same wherever it is, and none is shown twice."""

import base64
import json
import math
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import BigIntegerField, Field, Q, QuerySet


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
    sign, compare = ("-", "lt") if descending else ("", "gt")
    ordered = queryset.order_by(f"{sign}{key}", f"{sign}pk")
    if position := _decoded(after, _field(queryset, key)):
        value, pk = position
        ordered = ordered.filter(**{f"{key}__{compare}e": value})  # where an index begins: the last page as the first
        ordered = ordered.filter(Q(**{f"{key}__{compare}": value}) | Q(**{key: value, f"pk__{compare}": pk}))
    rows = list(ordered[: size + 1])
    following = _encoded(getattr(rows[size - 1], key), rows[size - 1].pk) if len(rows) > size else ""
    return Page(rows[:size], following)


def is_sound(queryset: QuerySet, key: str, after: str) -> bool:
    """Whether `after` may have been given by a `page` of this key, for those who must refuse what was made up."""
    return _decoded(after, _field(queryset, key)) is not None


def _field(queryset: QuerySet, key: str) -> Field:
    """The field of a column or of an annotation, which knows what its values may be."""
    annotation = queryset.query.annotations.get(key)
    return annotation.output_field if annotation else queryset.model._meta.get_field(key)


def _encoded(value: Any, pk: int) -> str:
    shown = value.isoformat() if isinstance(value, date) else value
    return base64.urlsafe_b64encode(json.dumps([shown, pk]).encode()).decode().rstrip("=")


def _decoded(cursor: str, field: Field) -> tuple[Any, int] | None:
    """What a cursor says, None for one that somebody made up."""
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return _sound(field.clean(_sound(value), None)), BigIntegerField().clean(pk, None)
    except (ValueError, TypeError, OverflowError, RecursionError, ValidationError):
        return None


def _sound(value: Any) -> Any:
    """The value; ValueError for one that no cursor holds.

    An infinite number, a moment without its time zone; NUL or half a character, which PostgreSQL refuses.
    """
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(value)
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError(value)
    if isinstance(value, str) and b"\x00" in value.encode():  # which half a character refuses with a ValueError
        raise ValueError(value)
    return value
