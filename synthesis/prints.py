"""Fingerprint of the page of a published synthesis: one query that tells whether anything in it changed since.

As those of the debate (`debates.prints`): the number of the transaction that last wrote each row, and its place; what a
text, its author and its question say in every column but their counters, as people react and answer all the time. The
texts that a page names are only known once it was made; the next page is made for the same ones, or is not kept. Which
of the texts that it does not cite come first, by agreement, is as old as what is kept.
"""

from collections.abc import Set
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from consultation.models import PUBLIC_STATES, User
from debates import prints
from debates.models import Contribution, Question
from synthesis import withholding
from synthesis.document import Document, to_dict
from synthesis.models import Export, Synthesis


@dataclass(frozen=True)
class Named:
    """What a page shows words of: ids of contributions and of extracts."""

    contributions: Set[int] = frozenset()
    extracts: Set[int] = frozenset()

    def __le__(self, other: "Named") -> bool:
        return self.contributions <= other.contributions and self.extracts <= other.extracts

    def __or__(self, other: "Named") -> "Named":
        return Named(self.contributions | other.contributions, self.extracts | other.extracts)


def named(document: Document, *others: int) -> Named:
    """Everything that a document names, and `others` beside it."""
    texts = withholding.named(to_dict(document))
    return Named(frozenset(texts.union(others)), frozenset(quote.extract for quote in document.quotes))


def of_synthesis(slug: str, number: int | None, shown: Named) -> str | None:
    """Of the page of a version (of the last one for None) that shows these texts. None where there is no such page.

    One query, whatever the number of texts.
    """
    values = [list(shown.contributions), list(shown.extracts), slug, number]
    with connection.cursor() as sql:
        sql.execute(_SYNTHESIS, values)
        row = sql.fetchone()
    return f"{timezone.localdate()} {row}" if row else None


def _sum(of: str, rows: str, said: str = "") -> str:
    """The fingerprint of rows in any order, or of what is `said` of each of them, and how many they are."""
    each = f"hashtextextended(concat({of}.id, ':', {said or f'{of}.xmin, {of}.ctid'}), 0)"
    return f"(SELECT concat(count(*), ':', coalesce(sum({each}), 0)) FROM {rows})"  # noqa: S608 (our own words)


_COUNTERS = prints.OPENED | {
    *("supports", "agree_count", "disagree_count", "unclear_count", "more_info_count", "divided"),
    *("arguments_count", "for_count", "against_count", "reports_count", "queued_at", "is_appealed"),
}
_FILE = prints.row("e", Export, frozenset(["progress", "alive_at", "attempts"]))  # of one under way, by the second
_SAYS = {of: prints.row(of, Contribution, _COUNTERS) for of in "cmo"}
_STATES = ", ".join(f"'{state}'" for state in PUBLIC_STATES)
_INTO = """debates_contribution m
    WHERE m.id IN (SELECT b.merged_into_id FROM debates_contribution b WHERE b.id = ANY(named.c))"""
_PEOPLE = "consultation_user u WHERE u.id IN (SELECT a.author_id FROM debates_contribution a WHERE a.id = ANY(named.c))"
_VERSIONS = "debates_version v WHERE v.id IN (SELECT x.version_id FROM synthesis_extract x WHERE x.id = ANY(named.x))"
_THEMES = "SELECT t.id FROM debates_theme t WHERE t.consultation_id = k.id"
_PUBLISHED = f"s.consultation_id = k.id AND s.state = '{Synthesis.State.PUBLISHED}'"
_PARTS = (
    _sum("p", "consultation_phase p WHERE p.consultation_id = k.id"),
    _sum("g", "pages_page g WHERE g.consultation_id = k.id"),
    _sum("t", "debates_theme t WHERE t.consultation_id = k.id"),
    _sum("q", f"debates_question q WHERE q.theme_id IN ({_THEMES})", prints.row("q", Question, prints.COUNTED)),
    _sum("s", f"synthesis_synthesis s WHERE {_PUBLISHED}"),
    _sum("e", f"synthesis_export e JOIN synthesis_synthesis s ON s.id = e.synthesis_id WHERE {_PUBLISHED}", _FILE),
    _sum("c", "debates_contribution c WHERE c.id = ANY(named.c)", _SAYS["c"]),
    _sum("m", _INTO, _SAYS["m"]),  # a text that was put with another, or parted, is read while these are
    _sum("o", "debates_contribution o WHERE o.split_from_id = ANY(named.c)", _SAYS["o"]),
    _sum("u", _PEOPLE, prints.row("u", User, prints.VISITS)),
    _sum("x", "synthesis_extract x WHERE x.id = ANY(named.x)"),
    _sum("v", _VERSIONS),
)
_SYNTHESIS = f"""
SELECT k.xmin::text || k.ctid::text, {", ".join(_PARTS)}
FROM consultation_consultation k CROSS JOIN (SELECT %s::bigint[] AS c, %s::bigint[] AS x) named
WHERE k.slug = %s AND k.state IN ({_STATES})
AND EXISTS (SELECT 1 FROM synthesis_synthesis s WHERE {_PUBLISHED} AND s.number = coalesce(%s, s.number))
"""  # noqa: S608 (our own words)
