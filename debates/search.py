"""Search across contributions and arguments, and what is like a text being written.

docs/decisions/search.md says what was measured. The index of words (`debates.indexing`) finds, the rows of the texts
decide: whatever an entry says, only a text that is public now is shown.
"""

import json
from contextlib import suppress
from dataclasses import dataclass

from django.db import connection
from django.db.models import IntegerField, QuerySet, Value
from django.db.models.expressions import RawSQL

from consultation import cursor
from consultation.models import Consultation
from debates import indexing
from debates.guarding import TooWide, guarded, set_locally
from debates.models import Contribution, SearchEntry
from debates.query import Query
from debates.similar import similar as similar

CLOSEST, NEWEST = "closest", "newest"
MANY = 2_000  # with more texts than that the newest come first: to sort them all by closeness would take too long
WALK = 250  # milliseconds given to looking through the newest texts
_PROBED = 20_000  # newest texts in which a common word shows itself as such


@dataclass(frozen=True)
class Facets:
    """What a reader narrows a search by; the last three concern only texts whose authors show it."""

    questions: tuple[int, ...] | None = None  # ids, those of a theme; None is all
    part: str = ""  # "contribution" or "argument"
    nature: str = ""
    territory: str = ""
    region: str = ""
    stakeholder: str = ""

    def __str__(self):
        """As PostgreSQL reads a tsquery, "" for no facet."""
        alone = {"is": self.part, "n": self.nature, "k": self.territory, "r": self.region, "s": self.stakeholder}
        asked = [f"'{indexing.facet(name, value)}'" for name, value in alone.items() if value]
        if self.questions is not None:
            several = " | ".join(f"'{indexing.facet('q', pk)}'" for pk in self.questions)
            asked.append(f"({several})" if several else "'q='")
        return " & ".join(asked)


@dataclass(frozen=True)
class Results:
    """A page of what was found. `count` is exact up to MANY; `order` is the one that was possible."""

    rows: list[Contribution]
    next: str
    order: str
    count: int

    @property
    def is_many(self) -> bool:
        return self.count > MANY


def search(
    consultation: Consultation, query: Query, facets: Facets, *, size: int, order: str = CLOSEST, after: str = ""
) -> Results:
    """A page of the public texts that hold all that is asked, the closest or the newest first.

    Where more than MANY answer, they come newest first whatever `order` says. `after` is the `next` of a page of the
    same order. A page may hold less than `size` rows though others follow: a text that went off the pages meanwhile is
    left out. Raises TooWide. The number of queries does not depend on what is found.
    """
    if not query:
        return Results([], "", order, 0)
    asked = " & ".join(filter(None, [str(query), f"'{indexing.facet('c', consultation.pk)}'", str(facets)]))
    entries = SearchEntry.objects.filter(consultation=consultation, words__meets=asked).defer("words")
    with guarded():
        count = _count(consultation, asked)
        order = NEWEST if count > MANY else order
        page = _closest(entries, query, size, after) if order == CLOSEST else _newest(entries, count, size, after)
        rows = _public(consultation, facets, [entry.pk for entry in page])
    return Results(rows, page.next, order, count)


def is_place(order: str, after: str) -> bool:
    """Whether `after` may have been the `next` of a page in this order."""
    if order == NEWEST:
        return cursor.is_sound(SearchEntry.objects.all(), "at", after)
    ranked = SearchEntry.objects.annotate(rank=Value(0, output_field=IntegerField()))
    return cursor.is_sound(ranked, "rank", after)


def _count(consultation: Consultation, asked: str) -> int:
    """How many entries answer, MANY + 1 for more.

    The index reads all the places of a word before it gives the first: for the commonest, which the newest texts tell,
    that would take longer than all the rest.
    """
    if _expected(asked) > 10 * MANY and _counted(_AMONG_NEWEST, consultation.pk, _PROBED, asked) > MANY:
        return MANY + 1
    set_locally(enable_seqscan="off")  # the planner takes words that never meet for words that meet by chance
    return _counted("SELECT 1 FROM debates_searchentry WHERE words @@ %s::tsquery", asked)


_AMONG_NEWEST = """
SELECT 1 FROM (
    SELECT words FROM debates_searchentry WHERE consultation_id = %s ORDER BY at DESC, contribution_id DESC LIMIT %s
) newest WHERE words @@ %s::tsquery
"""


def _expected(asked: str) -> float:
    """How many entries the planner expects, from what it knows of each word."""
    with connection.cursor() as sql:
        sql.execute("EXPLAIN (FORMAT JSON) SELECT 1 FROM debates_searchentry WHERE words @@ %s::tsquery", [asked])
        plan = sql.fetchone()[0]
    plan = json.loads(plan) if isinstance(plan, str) else plan
    return plan[0]["Plan"]["Plan Rows"]


def _counted(rows: str, *values: object) -> int:
    with connection.cursor() as sql:
        sql.execute(f"SELECT count(*) FROM ({rows} LIMIT %s) counted", [*values, MANY + 1])  # noqa: S608 (ours)
        return sql.fetchone()[0]


def _closest(entries: QuerySet[SearchEntry], query: Query, size: int, after: str) -> cursor.Page:
    """By the places and the number of the words asked for, those of the title counting most (PostgreSQL's ts_rank,
    by the length of the text); a word as it was typed counts beside one that it only begins."""
    rank = "((ts_rank(words, %s::tsquery, 1) + ts_rank(words, %s::tsquery, 1)) * 1000000)::int"
    ranked = entries.annotate(rank=RawSQL(rank, [str(query), query.exact()], output_field=IntegerField()))  # noqa: S611
    return cursor.page(ranked, key="rank", size=size, after=after)


def _newest(entries: QuerySet[SearchEntry], count: int, size: int, after: str) -> cursor.Page:
    """Of many, the newest texts are looked through, which soon gives a page; unless all that answers is old."""
    if count > MANY:
        with suppress(TooWide), guarded(WALK):
            set_locally(enable_seqscan="off", enable_bitmapscan="off")
            return cursor.page(entries, key="at", size=size, after=after)
    return cursor.page(entries, key="at", size=size, after=after)


def _public(consultation: Consultation, facets: Facets, keys: list[int]) -> list[Contribution]:
    """Those of these texts that everybody may read, in the same order, with what a line about them needs."""
    rows = Contribution.objects.of(consultation).published().filter(pk__in=keys)
    if facets.territory or facets.region:
        rows = rows.filter(shows_commune=True)
    if facets.stakeholder:
        rows = rows.filter(shows_stakeholder=True)
    by_key = {row.pk: row for row in rows.with_author().select_related("root__live").defer(*_UNREAD)}
    return [by_key[key] for key in keys if key in by_key]


_UNREAD = ("live__html", "live__body", "root__live__html", "root__live__body", "root__live__text")
