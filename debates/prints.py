"""Fingerprints of what a page is made of: one query that tells whether anything in it changed since.

PostgreSQL gives every row the number of the transaction that last wrote it (`xmin`) and a new place each time (`ctid`).
A fingerprint is made of those, for each row that a page shows: any act that changes one of them, whoever wrote it and
however, gives another fingerprint from its commit on. Nothing has to be declared changed, so nothing can be forgotten
(docs/decisions/fragments.md). Rows with counters that a page does not show are read by what they say in every other
column: how often each text was opened is written every minute.
"""

from collections.abc import Set
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from consultation.models import PUBLIC_STATES, User
from debates.models import Contribution, Question

LATEST = 4  # contributions shown above the questions
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
    return _print(_QUESTION.format(order=_ORDERS[sort]), [slug, reader, settings.PAGE + 1, pk], sort)


def of_thread(slug: str, pk: int, reader: int = 0) -> Print | None:
    """Of the page of a contribution. None for one not there for everybody, or with passages kept. One query.

    The notes about passages speak of ideas and syntheses, which the debate does not know: those pages are made anew.
    """
    return _print(_THREAD, [reader, slug, reader, pk], "")


def of_arguments(pk: int, reader: int) -> Print:
    """Of the arguments of a contribution alone. One query."""
    return _print(_ARGUMENTS, [reader, pk], "")


def of_overview(slug: str) -> Print | None:
    """Of the pages above the questions of a consultation. None for one that is not there for everybody. One query.

    Its key figures and the number of its followers are not in it: they are as old as what is kept (`debates.keeping`).
    """
    return _print(_OVERVIEW, [slug], "")


def row(alias: str, model: type[Model], but: Set[str]) -> str:
    """SQL for what a row says in all its columns `but` these: one that a model gains counts from the first day."""
    columns = (field.column for field in model._meta.concrete_fields if field.name not in but)
    return f"hashtextextended(ROW({', '.join(f'{alias}.{column}' for column in columns)})::text, 0)::text"


def _print(sql: str, values: list[Any], sort: str) -> Print | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row = cursor.fetchone()
    if row is None or row[1] is None:
        return None
    return Print(f"{timezone.localdate()} {settings.PAGE} {sort} {row[1:]}", bool(row[0]))


# Queries within queries rather than joins: there is one way to run them, and the planner need not look for it.
_STATES = ", ".join(f"'{state}'" for state in PUBLIC_STATES)
_FRAME = f"""
    (SELECT k.xmin::text || k.ctid::text || ':' ||
        (SELECT coalesce(sum(hashtextextended(concat(p.id, ':', p.xmin, p.ctid), 0)), 0)
         FROM consultation_phase p WHERE p.consultation_id = k.id)::text
    FROM consultation_consultation k WHERE k.id = t.consultation_id AND k.slug = %s AND k.state IN ({_STATES}))
"""  # noqa: S608 (our own words)
_THEME = f"""
    (SELECT t.xmin::text || t.ctid::text || ':' || {_FRAME} ||
        (SELECT coalesce(sum(hashtextextended(concat(n.id, ':', n.xmin, n.ctid), 0)), 0)
         FROM debates_nature n WHERE n.consultation_id = t.consultation_id)::text
    FROM debates_theme t WHERE t.id = q.theme_id)
"""  # noqa: S608
OPENED = frozenset(["seen_count", "turn"])  # of a contribution: how often its page was opened, which none tells
COUNTED = frozenset(["contributions_count", "arguments_count"])  # of a question: what stands under it
VISITS = frozenset(["last_login", "last_contact_at", "warned_at", "password"])  # of a person: when he was last here
_PERSON = f"(SELECT {row('u', User, VISITS)} FROM consultation_user u WHERE u.id = {{of}}.author_id)"  # noqa: S608
_CAMPAIGN = "(SELECT g.xmin::text || g.ctid::text FROM debates_campaign g WHERE g.id = c.campaign_id)"
_TEXT = row("{of}", Contribution, OPENED)
_ROWS = f"concat_ws(':', {{of}}.id, {_TEXT}, {_PERSON})"
_OWN = _ROWS.format(of="c")
_QUESTION = f"""
SELECT listed.own, {_THEME}, q.xmin::text || q.ctid::text, listed.rows
FROM debates_question q CROSS JOIN LATERAL (
    SELECT bool_or(c.author_id = %s) AS own, string_agg(concat_ws(':', {_OWN}, {_CAMPAIGN}), ',') AS rows FROM (
        SELECT c.* FROM debates_contribution c
        WHERE c.question_id = q.id AND c.root_id IS NULL AND NOT c.is_echo AND c.state = 'published' AND NOT c.covered
        ORDER BY {{order}} LIMIT %s
    ) c
) listed
WHERE q.id = %s
"""  # noqa: S608
_BELOW = f"""
SELECT bool_or(a.author_id = %s) AS own, coalesce(sum(hashtextextended({_ROWS.format(of="a")}, 0)), 0) AS rows
FROM debates_contribution a
"""  # noqa: S608
_THREAD = f"""
SELECT below.own OR c.author_id = %s,
    (SELECT {row("q", Question, COUNTED)} || ':' || {_THEME} FROM debates_question q WHERE q.id = c.question_id),
    below.rows, {_OWN},
    (SELECT p.xmin::text || p.ctid::text FROM debates_place p WHERE p.contribution_id = c.id), {_CAMPAIGN},
    (SELECT coalesce(sum(hashtextextended({_ROWS.format(of="m")}, 0)), 0)::text
     FROM debates_contribution m WHERE m.merged_into_id = c.id),
    (SELECT {row("w", Contribution, OPENED)} FROM debates_contribution w WHERE w.id = c.split_from_id)
FROM debates_contribution c CROSS JOIN LATERAL ({_BELOW}
    WHERE a.root_id = c.id) below
WHERE c.id = %s AND c.root_id IS NULL AND c.state = 'published' AND NOT c.covered AND c.extracts_count = 0
"""  # noqa: S608
_ARGUMENTS = f"{_BELOW} WHERE a.root_id = %s"
_SUM = "(SELECT coalesce(sum(hashtextextended(concat({of}.id, ':', {of}.xmin, {of}.ctid), 0)), 0)::text"
_OVERVIEW = f"""
SELECT false, k.xmin::text || k.ctid::text, listed.rows,
    {_SUM.format(of="p")} FROM consultation_phase p WHERE p.consultation_id = k.id),
    {_SUM.format(of="n")} FROM debates_nature n WHERE n.consultation_id = k.id),
    {_SUM.format(of="t")} FROM debates_theme t WHERE t.consultation_id = k.id),
    {_SUM.format(of="g")} FROM pages_page g WHERE g.consultation_id = k.id)
FROM consultation_consultation k CROSS JOIN LATERAL (
    SELECT coalesce(sum(hashtextextended(concat(q.id, ':', q.xmin, q.ctid, newest.rows), 0)), 0)::text AS rows
    FROM debates_question q JOIN debates_theme t ON t.id = q.theme_id CROSS JOIN LATERAL (
        SELECT string_agg(concat_ws(':', {_OWN}, {_CAMPAIGN}), ',') AS rows FROM (
            SELECT c.* FROM debates_contribution c
            WHERE c.question_id = q.id AND c.root_id IS NULL AND NOT c.is_echo
            AND c.state = 'published' AND NOT c.covered
            ORDER BY created_at DESC, id DESC LIMIT {LATEST}
        ) c
    ) newest WHERE t.consultation_id = k.id
) listed
WHERE k.slug = %s AND k.state IN ({_STATES})
"""  # noqa: S608
