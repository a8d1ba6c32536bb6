"""What the acts share: a row changed or moved, and what the record keeps of it."""

from typing import Any

from django.db.models import EmailField, Max, Model, QuerySet

from consultation.models import Consultation

LONGEST = 240  # characters of a value that the record keeps: of longer texts, the beginning


def changed(row: Model, values: dict[str, Any]) -> dict[str, list[str]]:
    """Give the row these values and save it; {field: [before, after]} of those that changed, for the record.

    Of an address, which may be somebody's own, only that it changed: {field: []}.
    """
    told = {name: _both(row, name, new) for name, new in values.items() if getattr(row, name) != new}
    for name in told:
        setattr(row, name, values[name])
    if told:
        row.save(update_fields=list(told))
    return told


def _both(row: Model, name: str, new: Any) -> list[str]:
    is_address = isinstance(row._meta.get_field(name), EmailField)
    return [] if is_address else [_told(getattr(row, name)), _told(new)]


def _told(value: Any) -> str:
    return str(value)[:LONGEST]


def next_position(rows: QuerySet) -> int:
    """The place behind the last one."""
    last = rows.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def moved(row: Model, rows: QuerySet, step: int) -> bool:
    """Let the row and its neighbour before (-1) or after (1) change places; False at the end of the list."""
    ordered = list(rows.select_for_update().order_by("position", "pk"))
    at = ordered.index(row)
    to = at + (1 if step > 0 else -1)
    if not 0 <= to < len(ordered):
        return False
    ordered[at], ordered[to] = ordered[to], ordered[at]
    for position, each in enumerate(ordered):
        each.position = position
    type(row).objects.bulk_update(ordered, ["position"])
    return True


def locked(consultation: Consultation) -> Consultation:
    """The consultation as it is now, held until the end of the transaction."""
    return Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
