"""The queries of the synthesis desk: a draft as its editors see it."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from consultation.models import Consultation
from debates.models import Theme
from synthesis import reading
from synthesis.models import Citation, Extract, Section, Statement, Synthesis


def draft_of(consultation: Consultation) -> Synthesis | None:
    return consultation.syntheses.drafts().select_related("rollup").first()


def statements(synthesis: Synthesis) -> QuerySet[Statement]:
    """The statements of a synthesis with what they cite. Two queries."""
    source = ("extract__contribution__author", "extract__contribution__commune__department", "extract__nature")
    cited = Prefetch("citations", Citation.objects.select_related(*source, "extract__version"))
    return synthesis.statements.select_related("theme", "idea").prefetch_related(cited)


@dataclass(frozen=True)
class Written:
    """A statement as the editors see it: what it cites, in order, and what keeps it from being published."""

    statement: Statement
    cited: list[Extract]
    obstacle: str


def written(statement: Statement) -> Written:
    cited = [citation.extract for citation in statement.citations.all()]
    online = [extract.contribution.is_quotable for extract in cited]
    return Written(statement, cited, reading.why_not(statement, online))


@dataclass(frozen=True)
class Chapter:
    """A theme of the draft with all its parts, in the order of the report, those without a statement too."""

    theme: Theme
    parts: list[tuple[str, str, list[Written]]]  # key, words, statements


def chapters(synthesis: Synthesis) -> list[Chapter]:
    """The draft, theme by theme. Three queries."""
    by_place = defaultdict(list)
    for statement in statements(synthesis).order_by("position", "pk"):
        by_place[statement.theme_id, statement.section].append(written(statement))
    return [
        Chapter(
            theme, [(key, words, by_place[theme.pk, key]) for key, words in Section.choices if by_place[theme.pk, key]]
        )
        for theme in synthesis.consultation.themes.all()
    ]


@dataclass(frozen=True)
class Candidate:
    """A passage offered to a statement."""

    extract: Extract
    is_chosen: bool


OFFERED = 60  # passages offered at once


def candidates(theme: Theme, statement: Statement | None, *, chosen: list[int], idea: str = "") -> list[Candidate]:
    """What a statement may cite: first what is chosen, in order, then the passages of an idea or of the whole theme
    (`idea` is its id, "" for all, "0" for those filed nowhere), OFFERED at most. Two queries.
    """
    rows = reading.citable(theme, statement)
    found = rows.in_bulk(chosen)
    others = rows.exclude(pk__in=chosen).public()
    if idea.isdecimal():
        others = others.filter(ideas=int(idea[:18]) or None)
    picked = [Candidate(found[pk], True) for pk in dict.fromkeys(chosen) if pk in found]
    return picked + [Candidate(extract, False) for extract in others[:OFFERED]]
