"""The chain of the record: each sealed entry has a place, from 1, and a seal that covers the seal before it.

    seal = SHA-256(canonical JSON of [place, previous seal, id, at, consultation, action, target, by, details])

Canonical: UTF-8, keys sorted, no space, `at` in UTC to the microsecond; the previous seal of place 1 is "". So a seal
written down elsewhere vouches for every entry up to its place, and changing, removing, inserting or exchanging one
changes all seals after it. Entries are written without a seal, so that acts never wait for one another, and sealed a
few seconds later under one lock of PostgreSQL. An entry that awaits its seal is protected by the trigger alone.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection, transaction

from consultation.models import AuditEntry

LOCK = 0x5EA1  # one sealer at a time; a number of ours among PostgreSQL's advisory locks
BATCH = 5000  # entries sealed in one transaction, or read at once
COLUMNS = ("place", "seal", "pk", "at", "consultation_id", "action", "target", "by_id", "details")


@dataclass(frozen=True)
class Head:
    """The last sealed entry: its place (0 when there is none), its seal, when its act was done."""

    place: int
    seal: str
    at: datetime | None = None


@dataclass(frozen=True)
class Verdict:
    """What reading the chain found. `broken`: the first place that is not as it was sealed, None when all are.

    `sealed` entries were read and found right; `unsealed` await their seal. `head` is the last one found right.
    """

    sealed: int
    unsealed: int
    head: Head
    broken: int | None = None


def head() -> Head:
    """The end of the chain, to be shown in public and written down elsewhere. One query."""
    row = AuditEntry.objects.exclude(place=None).order_by("-place").values_list("place", "seal", "at").first()
    return Head(*row) if row else Head(0, "")


def seal_of(place: int, previous: str, row: tuple) -> str:
    """The seal of an entry, as 64 hexadecimal digits. `row` is that of COLUMNS; its own place and seal are not read."""
    _place, _seal, pk, at, consultation, action, target, by, details = row
    said = [place, previous, pk, _moment(at), consultation, action, target, by, details]
    words = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()


def seal_waiting(*, waits: bool = True) -> int:
    """Seal what was committed and has no seal yet, in the order it was written; how many entries.

    One process seals at a time. While another does, this one waits for it, or leaves it the work (`waits=False`).
    """
    done = 0
    while sealed := _seal_batch(waits):
        done += sealed
        if sealed < BATCH:
            break
    return done


@transaction.atomic
def _seal_batch(waits: bool) -> int:
    if not AuditEntry.objects.filter(place=None).exists() or not _locked(waits):
        return 0
    last, sealed = head(), []  # read after the lock was had: what the former sealer committed is seen
    place, seal = last.place, last.seal
    for row in AuditEntry.objects.filter(place=None).order_by("pk").values_list(*COLUMNS)[:BATCH]:
        place += 1
        seal = seal_of(place, seal, row)
        sealed.append((row[2], place, seal))
    _write(sealed)
    return len(sealed)


def _locked(waits: bool) -> bool:
    function = "pg_advisory_xact_lock" if waits else "pg_try_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [LOCK])
        return waits or cursor.fetchone()[0]


def _write(sealed: list[tuple[int, int, str]]) -> None:
    columns = [list(column) for column in zip(*sealed, strict=True)] or [[], [], []]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE consultation_auditentry entry SET place = made.place, seal = made.seal"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS made(id, place, seal) WHERE entry.id = made.id",
            columns,
        )


def verify(*, since: str = "", held: Head | None = None) -> Verdict:
    """Read the chain from its beginning, or after the entry whose seal is `since`; in constant memory.

    `held` is a head that was written down elsewhere: the chain must have that very seal at that place, so that an end
    cut off, or a chain made again, is noticed too. ValueError when `since` is no seal of this chain.
    """
    expected, sealed = _start(since), 0
    if held and held.place <= expected.place and not _stands(held):
        return Verdict(0, _unsealed(), expected, broken=held.place)
    for row in _entries(after=expected.place if since else None):
        place = expected.place + 1
        seal = seal_of(place, expected.seal, row)
        if row[:2] != (place, seal) or (held and held.place == place and held.seal != seal):
            return Verdict(sealed, _unsealed(), expected, broken=place)
        expected, sealed = Head(place, seal, row[3]), sealed + 1
    cut = held is not None and held.place > expected.place
    return Verdict(sealed, _unsealed(), expected, broken=expected.place + 1 if cut else None)


def _start(since: str) -> Head:
    if not since:
        return Head(0, "")
    row = AuditEntry.objects.filter(seal=since).exclude(place=None).values_list("place", "seal", "at").first()
    if row is None:
        raise ValueError(since)
    return Head(*row)


def _stands(held: Head) -> bool:
    return AuditEntry.objects.filter(place=held.place, seal=held.seal).exists()


def _entries(after: int | None) -> Iterator[tuple]:
    """The sealed entries in the order of their places, BATCH at a time."""
    rows = AuditEntry.objects.exclude(place=None).order_by("place").values_list(*COLUMNS)
    while batch := list((rows if after is None else rows.filter(place__gt=after))[:BATCH]):
        yield from batch
        after = batch[-1][0]


def _unsealed() -> int:
    return AuditEntry.objects.filter(place=None).count()


def lines() -> Iterator[str]:
    """The sealed entries as JSON, one a line, from place 1: what anybody can seal again."""
    for place, seal, pk, at, consultation, action, target, by, details in _entries(after=None):
        said = {"place": place, "seal": seal, "id": pk, "at": _moment(at), "consultation": consultation}
        said |= {"action": action, "target": target, "by": by, "details": details}
        yield json.dumps(said, ensure_ascii=False)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
