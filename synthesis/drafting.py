"""The queries of the synthesis desk: a draft as its editors see it."""

from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from consultation.models import Consultation
from debates.models import Theme
from synthesis import reading
from synthesis.models import Citation, Extract, Remark, Section, Statement, Synthesis


def draft_of(consultation: Consultation) -> Synthesis | None:
    return consultation.syntheses.drafts().select_related("rollup").first()


def statements(synthesis: Synthesis) -> QuerySet[Statement]:
    """The statements of a synthesis with what they cite and what is said of them. Three queries."""
    source = ("extract__contribution__author", "extract__contribution__commune__department", "extract__nature")
    cited = Prefetch("citations", Citation.objects.select_related(*source, "extract__version"))
    said = Prefetch("remarks", Remark.objects.select_related("by", "settled_by"))
    return synthesis.statements.select_related("theme", "idea", "by").prefetch_related(cited, said)


@dataclass(frozen=True)
class Flag:
    """A text that a statement rests on is no longer as it was: why, and where it is read."""

    why: str
    url: str


@dataclass(frozen=True)
class Written:
    """A statement as the editors see it: what it cites, in order, what keeps it from being published, what is to be
    looked at again, what editors say of it.
    """

    statement: Statement
    cited: list[Extract]
    public: Set[int]
    obstacle: str
    flags: list[Flag]
    remarks: list[Remark]

    @property
    def open_remarks(self) -> int:
        return sum(remark.settled_at is None for remark in self.remarks)


def written(statement: Statement, public: Set[int]) -> Written:
    """`statement` as `statements` gives it; `public`: the extracts it may cite that are online."""
    cited = [citation.extract for citation in statement.citations.all()]
    why = reading.why_not(statement, [extract.pk in public for extract in cited])
    slug = statement.synthesis.consultation.slug
    flags = [flag for extract in cited if (flag := _flag(slug, extract, public))]
    return Written(statement, cited, public, why, list(dict.fromkeys(flags)), list(statement.remarks.all()))


def _flag(slug: str, extract: Extract, public: Set[int]) -> Flag | None:
    contribution = extract.contribution
    if extract.pk not in public:
        why = _("Un texte cité n’est plus en ligne")
    elif contribution.live_id and extract.version_id != contribution.live_id:
        why = _("Un texte cité a changé depuis")
    else:
        return None
    url = reverse("contribution", args=[slug, contribution.root_id or contribution.pk])
    return Flag(why, f"{url}#c{contribution.pk}" if contribution.root_id else url)


@dataclass(frozen=True)
class Contents:
    """A theme in the table of a draft."""

    theme: Theme
    count: int
    is_open: bool


def contents(synthesis: Synthesis, opened: Theme | None) -> list[Contents]:
    """The themes with the number of their statements. Two queries."""
    counts = dict(synthesis.statements.order_by().values_list("theme").annotate(n=Count("pk")))
    themes = synthesis.consultation.themes.all()
    return [Contents(theme, counts.get(theme.pk, 0), opened is not None and theme.pk == opened.pk) for theme in themes]


@dataclass(frozen=True)
class Chapter:
    """A theme of the draft with all its parts, in the order of the report, those without a statement too."""

    theme: Theme
    parts: list[tuple[str, str, list[Written]]]  # key, words, statements


def chapter(synthesis: Synthesis, theme: Theme) -> Chapter:
    """One theme of the draft. Five queries."""
    public = _public(synthesis, theme)
    by_section = defaultdict(list)
    for statement in statements(synthesis).filter(theme=theme).order_by("position", "pk"):
        statement.synthesis = synthesis
        by_section[statement.section].append(written(statement, public))
    return Chapter(theme, [(key, words, by_section[key]) for key, words in Section.choices])


def _public(synthesis: Synthesis, theme: Theme) -> set[int]:
    cited = Citation.objects.filter(statement__synthesis=synthesis, statement__theme=theme)
    return set(Extract.objects.public().filter(pk__in=cited.values("extract")).values_list("pk", flat=True))


@dataclass(frozen=True)
class Candidate:
    """A passage offered to a statement."""

    extract: Extract
    is_chosen: bool
    is_public: bool


OFFERED = 60  # passages offered at once


def chosen(theme: Theme, statement: Statement | None, ids: list[int]) -> list[Candidate]:
    """What a statement cites, in order. Two queries."""
    found = reading.citable(theme, statement).in_bulk(ids)
    public = set(Extract.objects.public().filter(pk__in=found).values_list("pk", flat=True))
    return [Candidate(found[pk], True, pk in public) for pk in dict.fromkeys(ids) if pk in found]


def candidates(theme: Theme, chosen: list[int], idea: str = "") -> list[Candidate]:
    """The passages online of an idea or of the whole theme (`idea` is its id, "" for all, "0" for those filed nowhere),
    those chosen too, OFFERED at most. One query.
    """
    rows = reading.citable(theme)
    if idea.isdecimal():
        rows = rows.filter(ideas=int(idea[:18]) or None)
    return [Candidate(extract, extract.pk in chosen, True) for extract in rows[:OFFERED]]
