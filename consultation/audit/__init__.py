"""One door for the record of what was done.

Entries are written in the transaction of the act and sealed into a chain soon afterwards (`consultation.audit.chain`):
PostgreSQL refuses to change or delete one, and `manage.py audit verify` finds what was altered by other ways.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models

from consultation.audit.chain import Head, head, seal_waiting, verify
from consultation.models import AuditEntry, User

__all__ = ["Head", "gathered", "head", "record", "seal_waiting", "verify"]

_gathering: ContextVar[list[AuditEntry] | None] = ContextVar("entries held until the end of a block", default=None)


def record(action: str, target: models.Model, *, by: User | None, **details) -> AuditEntry:
    """Write that `by` did `action` to `target`, in the transaction of the act.

    Details are JSON values: ids, keys, counts, dates, and words of the institution's own framing. Never a name, an
    address or words of a person: an entry cannot be changed when somebody asks to be erased. `action` has its words in
    `consultation.audit.words`.
    """
    entry = AuditEntry(
        action=action,
        target=f"{target._meta.label_lower}:{target.pk}",
        consultation=getattr(target, "consultation", None),
        by=by,
        details=details,
    )
    if (held := _gathering.get()) is None:
        entry.save(force_insert=True)
    else:
        held.append(entry)
    return entry


@contextmanager
def gathered() -> Iterator[list[AuditEntry]]:
    """Hold the entries of the acts done inside, and write them together at the end of the block; none if it raises.

    For whoever must complete them first: the demonstration, whose acts bear dates of its own.
    """
    held: list[AuditEntry] = []
    token = _gathering.set(held)
    try:
        yield held
    finally:
        _gathering.reset(token)
    AuditEntry.objects.bulk_create(held)
