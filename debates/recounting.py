"""Every counter that lists show, counted again from the rows it is about: what differs is said, and put right."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import connection, transaction

from consultation.models import Consultation
from debates.models import Reaction


@dataclass(frozen=True)
class Difference:
    """A counter that was not what it counts."""

    what: str  # contribution or question
    pk: int
    counter: str
    kept: int
    counted: int


REACTIONS = {
    f"{kind}_count": ("c.supports + " if kind == Reaction.Kind.AGREE else "") + f"coalesce(r.{kind}, 0)"
    for kind in Reaction.Kind.values
}
THREAD = {"arguments_count": "arguments", "for_count": "pros", "against_count": "cons"}
_BY_KIND = ", ".join(f"count(*) FILTER (WHERE kind = '{kind}') AS {kind}" for kind in Reaction.Kind.values)
CONTRIBUTIONS = f"""
FROM debates_contribution c
LEFT JOIN (SELECT contribution_id, {_BY_KIND} FROM debates_reaction GROUP BY 1) r ON r.contribution_id = c.id
LEFT JOIN (SELECT root_id, count(*) AS arguments,
                  count(*) FILTER (WHERE parent_id = root_id AND stance = 'for') AS pros,
                  count(*) FILTER (WHERE parent_id = root_id AND stance = 'against') AS cons
           FROM debates_contribution
           WHERE root_id IS NOT NULL AND state = 'published' AND NOT covered GROUP BY 1) t ON t.root_id = c.id
"""  # noqa: S608 (our own words)
QUESTIONS = """
FROM debates_question c
LEFT JOIN (SELECT question_id, count(*) FILTER (WHERE state = 'published') AS contributions,
                  sum(arguments_count) AS arguments
           FROM debates_contribution WHERE root_id IS NULL GROUP BY 1) n ON n.question_id = c.id
"""
OF_QUESTION = {
    "contributions_count": "coalesce(n.contributions, 0)",
    "arguments_count": "coalesce(n.arguments, 0)",
}


@transaction.atomic
def recount(
    consultation: Consultation | None = None, *, repairs: bool, kept_of_texts: Mapping[str, str] | None = None
) -> list[Difference]:
    """What differs, in one consultation or all, and with `repairs` put right.

    `kept_of_texts`: further counters of a text, each with the table whose rows name it by `contribution_id`. Rows that
    differ are held while they are counted once more, in the order in which the acts hold them, so that what is written
    at the same time is neither called a difference nor lost.
    """
    joined, counters = CONTRIBUTIONS, dict(REACTIONS)
    counters |= {column: f"coalesce(t.{name}, 0)" for column, name in THREAD.items()}
    for place, (column, table) in enumerate((kept_of_texts or {}).items()):
        counts = f"(SELECT contribution_id, count(*) AS n FROM {table} GROUP BY 1)"  # noqa: S608 (named by our own models)
        joined += f"LEFT JOIN {counts} k{place} ON k{place}.contribution_id = c.id\n"
        counters[column] = f"coalesce(k{place}.n, 0)"
    found = _put_right("contribution", "debates_contribution", joined, counters, consultation, repairs)
    return found + _put_right("question", "debates_question", QUESTIONS, OF_QUESTION, consultation, repairs)


def _put_right(
    what: str, table: str, joined: str, counters: Mapping[str, str], of: Consultation | None, repairs: bool
) -> list[Difference]:
    wrong = sorted({pk for pk, *_ in _rows(joined, counters, _here(what, of))})
    if not wrong:
        return []
    _run(f"SELECT id FROM {table} WHERE id = ANY(%s) ORDER BY id FOR UPDATE", [wrong])  # noqa: S608
    rows = _rows(joined, counters, ("c.id = ANY(%s)", [wrong]))
    for pk, *values in rows if repairs else ():
        columns = ", ".join(f"{column} = %s" for column in counters)
        _run(f"UPDATE {table} SET {columns} WHERE id = %s", [*values[len(counters) :], pk])  # noqa: S608
    return [difference for row in rows for difference in _told(what, list(counters), row)]


def _here(what: str, of: Consultation | None) -> tuple[str, list]:
    if of is None:
        return "TRUE", []
    question = "c.id" if what == "question" else "c.question_id"
    return (
        f"{question} IN (SELECT q.id FROM debates_question q JOIN debates_theme h ON h.id = q.theme_id"  # noqa: S608
        " WHERE h.consultation_id = %s)",
        [of.pk],
    )


def _rows(joined: str, counters: Mapping[str, str], where: tuple[str, list]) -> list[tuple]:
    """Of each row that differs: its id, the counters as kept, then as counted."""
    kept, counted = ", ".join(f"c.{column}" for column in counters), ", ".join(counters.values())
    condition, values = where
    return _run(
        f"SELECT c.id, {kept}, {counted} {joined}"  # noqa: S608
        f" WHERE {condition} AND ({kept}) IS DISTINCT FROM ({counted}) ORDER BY c.id",
        values,
    )


def _told(what: str, counters: list[str], row: tuple) -> Iterator[Difference]:
    pk, kept, counted = row[0], row[1 : len(counters) + 1], row[len(counters) + 1 :]
    for counter, was, is_now in zip(counters, kept, counted, strict=True):
        if was != is_now:
            yield Difference(what, pk, counter, int(was), int(is_now))


def _run(sql: str, values: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []
