"""The queries of the harvest and of the synthesis."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from consultation.models import Consultation
from debates.models import Contribution, Theme
from synthesis.document import Coverage
from synthesis.models import Citation, Extract, Idea, JobState, Reading, RollUp, Statement, Synthesis


def last_rollup(consultation: Consultation) -> RollUp | None:
    """The newest finished one."""
    return consultation.rollups.filter(state=JobState.DONE).first()


def unread(consultation: Consultation) -> QuerySet[Contribution]:
    """Published contributions that nobody of the staff has read, the oldest first."""
    public = Contribution.objects.of(consultation).contributions().published()
    return public.filter(reading=None).with_author().order_by("created_at", "pk")


def unread_after(contribution: Contribution) -> Contribution | None:
    """The next one that nobody has read, after a contribution and then from the start; None when it is the only one."""
    waiting = unread(contribution.consultation).exclude(pk=contribution.pk)
    at = contribution.created_at
    later = waiting.filter(Q(created_at__gt=at) | Q(created_at=at, pk__gt=contribution.pk))
    return later.first() or waiting.first()


def coverage(consultation: Consultation, synthesis: Synthesis | None = None) -> Coverage:
    """In which state each published contribution is: exactly one of unread, nothing kept, kept, cited. One query.

    `cited` is by the statements of `synthesis`; without one, a kept contribution is only kept.
    """
    cited = Citation.objects.filter(extract__contribution=OuterRef("pk"), statement__synthesis=synthesis)
    kept = Extract.objects.filter(contribution=OuterRef("pk"))
    rows = Contribution.objects.of(consultation).contributions().published()
    rows = rows.annotate(is_cited=Exists(cited), is_kept=Exists(kept))
    counted = rows.aggregate(
        contributions=Count("pk"),
        cited=Count("pk", filter=Q(is_cited=True)),
        kept=Count("pk", filter=Q(is_cited=False, is_kept=True)),
        read_nothing_kept=Count("pk", filter=Q(is_kept=False, reading__isnull=False)),
        unread=Count("pk", filter=Q(is_kept=False, reading=None)),
    )
    return Coverage(**counted)


@dataclass
class Branch:
    """An idea in the tree of its theme, with the number of its own extracts."""

    idea: Idea
    extracts: int
    depth: int
    children: list["Branch"] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Extracts of the idea and of all below it."""
        return self.extracts + sum(child.total for child in self.children)


def tree(theme: Theme) -> list[Branch]:
    """The ideas of a theme, nested, in order. One query."""
    return _grown(theme.ideas.all())


def trees(consultation: Consultation) -> list[tuple[Theme, list[Branch]]]:
    """Every theme with its ideas. Two queries."""
    themes = list(consultation.themes.all())
    by_theme = defaultdict(list)
    for branch in _grown(Idea.objects.filter(theme__in=themes)):
        by_theme[branch.idea.theme_id].append(branch)
    return [(theme, by_theme[theme.pk]) for theme in themes]


def _grown(ideas: QuerySet[Idea]) -> list[Branch]:
    children = defaultdict(list)
    for idea in ideas.annotate(n=Count("extracts")).order_by("position", "pk"):
        children[idea.parent_id].append(idea)

    def grow(parent: int | None, depth: int) -> list[Branch]:
        return [Branch(idea, idea.n, depth, grow(idea.pk, depth + 1)) for idea in children[parent]]

    return grow(None, 0)


def flat(branches: Iterable[Branch]) -> list[Branch]:
    """The tree as a list, parents before their children, for a select or a table."""
    return [found for branch in branches for found in (branch, *flat(branch.children))]


@dataclass(frozen=True)
class Note:
    """What became of a passage, for the margin of its contribution."""

    number: int
    extract: Extract
    cited_in: list["CitedIn"]
    is_former: bool  # taken from a version that another one has replaced since

    @property
    def anchor(self) -> str:
        return f"passage-{self.extract.pk}"


@dataclass(frozen=True)
class CitedIn:
    """A published synthesis that cites a passage, and the address of the quotation in it."""

    synthesis: Synthesis
    url: str


def notes(contribution: Contribution) -> list[Note]:
    """The passages harvested from a contribution with what became of them: those of the version online in the order
    of the text, then those of former versions. Three queries.
    """
    rows = contribution.extracts.select_related("nature", "version").prefetch_related("ideas")
    rows = sorted(rows, key=lambda e: (e.version_id != contribution.live_id, -e.version.number, e.start, e.end, e.pk))
    cited = _published_in(rows)
    return [
        Note(number, extract, cited[extract.pk], extract.version_id != contribution.live_id)
        for number, extract in enumerate(rows, start=1)
    ]


def _published_in(extracts: Iterable[Extract]) -> dict[int, list[CitedIn]]:
    """The published syntheses that cite each extract, the oldest first."""
    published = Synthesis.objects.published().filter(statements__citations__extract__in=extracts)
    rows = published.annotate(extract=F("statements__citations__extract")).select_related("consultation")
    rows = rows.defer("document", "introduction").order_by("number").distinct()
    cited = defaultdict(list)
    for synthesis in rows:
        url = f"{synthesis.get_absolute_url()}#extrait-{synthesis.extract}"
        cited[synthesis.extract].append(CitedIn(synthesis, url))
    return cited


@dataclass(frozen=True)
class Obstacle:
    """Why a statement keeps a draft from being published."""

    statement: Statement
    why: str

    def __str__(self):
        return f"« {self.statement.text[:80]} » : {self.why}"


def obstacles(synthesis: Synthesis) -> list[Obstacle]:
    """What keeps a draft from publication: statements that cite nothing, or what is not public. Three queries."""
    found = []
    public = set(
        Extract.objects.public().filter(citations__statement__synthesis=synthesis).values_list("pk", flat=True)
    )
    statements = list(synthesis.statements.prefetch_related("citations"))
    for statement in statements:
        cited = [citation.extract_id for citation in statement.citations.all()]
        if not cited:
            found.append(Obstacle(statement, _("il ne cite aucun passage")))
        elif not public.issuperset(cited):
            found.append(Obstacle(statement, _("un passage qu’il cite n’est plus en ligne")))
    return found


def extracts_for(theme: Theme) -> QuerySet[Extract]:
    """The extracts an editor may cite in a chapter, those of the theme."""
    public = Extract.objects.public().filter(contribution__question__theme=theme)
    return public.with_source().prefetch_related("ideas")


def citable(theme: Theme, statement: Statement | None = None) -> QuerySet[Extract]:
    """What a statement may cite: the extracts of its theme, and those it cites already, online or not."""
    public = Extract.objects.public().filter(contribution__question__theme=theme)
    if statement is None:
        return public.with_source()
    cited = Extract.objects.filter(citations__statement=statement)
    return Extract.objects.filter(Q(pk__in=public.values("pk")) | Q(pk__in=cited.values("pk"))).with_source()


def reading_of(contribution: Contribution) -> Reading | None:
    return Reading.objects.filter(contribution=contribution).first()
