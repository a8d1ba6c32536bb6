"""Fingerprints of what a page is made of: one query that tells whether anything in it changed since.

PostgreSQL gives every row the number of the transaction that last wrote it (`xmin`). A fingerprint is made of those
numbers, for each row that a page shows: any act that changes one of them, whoever wrote it and however, gives another
fingerprint from its commit on. Nothing has to be declared changed, so nothing can be forgotten
(docs/decisions/fragments.md).
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from consultation.models import PUBLIC_STATES

_ORDERS = {
    "recent": "created_at DESC, id DESC",
    "argued": "arguments_count DESC, id DESC",
    "agreed": "agree_count DESC, id DESC",
    "divided": "divided DESC, id DESC",
    "least_seen": "turn, id",
}


@dataclass(frozen=True)
class Print:
    """A fingerprint, and whether a text of the reader is among those it is made of."""

    value: str
    has_own: bool


def of_question(slug: str, pk: int, sort: str, reader: int = 0) -> Print | None:
    """Of the first page of a question in this order. None for one that is not there for everybody. One query."""
    listed = _LISTED.format(order=_ORDERS[sort])
    return _print(_QUESTION.format(frame=_FRAME, listed=listed), [reader, settings.PAGE + 1, pk, slug], sort)


def of_thread(slug: str, pk: int, reader: int = 0) -> Print | None:
    """Of the page of a contribution. None for one not there for everybody, or with passages kept. One query.

    The notes about passages speak of ideas and syntheses, which the debate does not know: those pages are made anew.
    """
    return _print(_THREAD.format(frame=_FRAME), [reader, pk, slug], "")


def of_arguments(pk: int, reader: int) -> Print:
    """Of the arguments of a contribution alone. One query."""
    return _print(_ARGUMENTS, [reader, pk], "")


def _print(sql: str, values: list[Any], sort: str) -> Print | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row = cursor.fetchone()
    if row is None:
        return None
    own, *parts = row
    return Print(f"{timezone.localdate()} {settings.PAGE} {sort} {parts}", bool(own))


_FRAME = f"""
    k.xmin::text, t.xmin::text, q.xmin::text,
    (SELECT sum(hashtextextended(n.id || ':' || n.xmin::text, 0)) FROM debates_nature n WHERE n.consultation_id = k.id),
    (SELECT sum(hashtextextended(p.id || ':' || p.xmin::text, 0)) FROM consultation_phase p
     WHERE p.consultation_id = k.id)
    FROM debates_question q
    JOIN debates_theme t ON t.id = q.theme_id
    JOIN consultation_consultation k ON k.id = t.consultation_id
        AND k.state IN ({", ".join(f"'{state}'" for state in PUBLIC_STATES)})
"""  # noqa: S608 (our own words)
_LISTED = """
    SELECT c.id, c.xmin, c.author_id FROM debates_contribution c
    WHERE c.question_id = q.id AND c.root_id IS NULL AND c.state = 'published' AND NOT c.covered
    ORDER BY {order} LIMIT %s
"""
_HASH = "sum(hashtextextended(concat_ws(':', c.id, c.xmin::text, u.xmin::text), 0))"
_QUESTION = (
    "SELECT listed.own, listed.rows, {frame} CROSS JOIN LATERAL (SELECT bool_or(c.author_id = %s) AS own, "
    "string_agg(concat_ws(':', c.id, c.xmin::text, u.xmin::text), ',') AS rows "
    "FROM ({listed}) c LEFT JOIN consultation_user u ON u.id = c.author_id) listed WHERE q.id = %s AND k.slug = %s"
)
_BELOW = f"""
    SELECT bool_or(c.author_id = %s) AS own, {_HASH} AS rows
    FROM debates_contribution c LEFT JOIN consultation_user u ON u.id = c.author_id
"""  # noqa: S608
_THREAD = (
    f"SELECT below.own, below.rows, r.xmin::text, author.xmin::text, place.xmin::text, {{frame}} "
    "JOIN debates_contribution r ON r.question_id = q.id AND r.root_id IS NULL "
    "AND r.state = 'published' AND NOT r.covered AND r.extracts_count = 0 "
    "LEFT JOIN consultation_user author ON author.id = r.author_id "
    "LEFT JOIN debates_place place ON place.contribution_id = r.id "
    f"CROSS JOIN LATERAL ({_BELOW} WHERE c.root_id = r.id) below WHERE r.id = %s AND k.slug = %s"
)
_ARGUMENTS = f"{_BELOW} WHERE c.root_id = %s"
