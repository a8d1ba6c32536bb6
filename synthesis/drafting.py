"""The queries of the synthesis desk: a draft as its editors see it."""

from collections.abc import Mapping, Set
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


PAGE = 40  # statements shown at once: a theme of more is read part by part, a part of more page by page


@dataclass(frozen=True)
class Part:
    """A part of a chapter: its key, its words, how many statements it has, those shown now."""

    key: str
    words: str
    count: int
    statements: list[Written]


@dataclass(frozen=True)
class Chapter:
    """A theme of the draft, in the order of the report, the parts without a statement too.

    All of it up to PAGE statements (`opened` is ""), else the part `opened`, PAGE statements at a time: `previous` and
    `next` are those that the pages beside begin with, None at the ends.
    """

    theme: Theme
    parts: list[Part]
    opened: str = ""
    first: int = 0  # rank in its part of the first statement shown, from 1
    previous: int | None = None
    next: int | None = None

    @property
    def last(self) -> int:
        return self.first - 1 + sum(len(part.statements) for part in self.shown)

    @property
    def shown(self) -> list[Part]:
        return [part for part in self.parts if self.opened in ("", part.key)]


def chapter(synthesis: Synthesis, theme: Theme, part: str = "", around: int | None = None) -> Chapter:
    """One theme of the draft, where `around`, the key of a statement, stands, else at the beginning of `part`, else of
    the first part that has a statement. Six queries.
    """
    keys = _keys(synthesis, theme)
    if sum(map(len, keys.values())) <= PAGE:
        return Chapter(theme, _parts(synthesis, keys, keys))
    opened = next((key for key, pks in keys.items() if around in pks), part if part in keys else "")
    opened = opened or next(key for key, pks in keys.items() if pks)
    pks = keys[opened]
    start = pks.index(around) // PAGE * PAGE if around in pks else 0
    before, after = pks[max(start - PAGE, 0) : start], pks[start + PAGE :]
    parts = _parts(synthesis, keys, {opened: pks[start : start + PAGE]})
    return Chapter(theme, parts, opened, start + 1, before[0] if before else None, after[0] if after else None)


def _keys(synthesis: Synthesis, theme: Theme) -> dict[str, list[int]]:
    """The keys of the statements of each part, in order. One query."""
    keys: dict[str, list[int]] = {key: [] for key in Section.values}
    rows = synthesis.statements.filter(theme=theme).order_by("position", "pk").values_list("section", "pk")
    for section, pk in rows:
        keys[section].append(pk)
    return keys


def _parts(synthesis: Synthesis, keys: Mapping[str, list[int]], shown: Mapping[str, list[int]]) -> list[Part]:
    pks = [pk for part in shown.values() for pk in part]
    public = _public(pks)
    rows = {statement.pk: statement for statement in statements(synthesis).filter(pk__in=pks)}
    for statement in rows.values():
        statement.synthesis = synthesis
    here = {key: [written(rows[pk], public) for pk in part if pk in rows] for key, part in shown.items()}
    return [Part(key, str(words), len(keys[key]), here.get(key, [])) for key, words in Section.choices]


def _public(statements: list[int]) -> set[int]:
    """The extracts online that these statements cite. One query."""
    cited = Citation.objects.filter(statement__in=statements)
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
