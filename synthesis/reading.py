"""The queries of the harvest and of the synthesis."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from consultation.cursor import Page, page
from consultation.models import Consultation
from debates.models import Contribution, Theme
from synthesis.document import Coverage
from synthesis.models import Citation, Export, Extract, Idea, JobState, Reading, RollUp, Statement, Synthesis


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
        return f"« {self.statement.text[:80]} » : {self.why}"


def obstacles(synthesis: Synthesis) -> list[Obstacle]:
    """What keeps a draft from publication: statements that cite nothing, or what is not public. Three queries."""
    public = set(
        Extract.objects.public().filter(citations__statement__synthesis=synthesis).values_list("pk", flat=True)
    )
    whys = [
        (statement, why_not(citation.extract_id in public for citation in statement.citations.all()))
        for statement in synthesis.statements.prefetch_related("citations")
    ]
    return [Obstacle(statement, why) for statement, why in whys if why]


def why_not(online: Iterable[bool]) -> str:
    """Why a statement that rests on passages, each online or not, cannot be published; "" when it can."""
    online = list(online)
    if not online:
        return _("il ne cite aucun passage")
    return "" if all(online) else _("un passage qu’il cite n’est plus en ligne")


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


def filed(consultation: Consultation, idea: Idea | None, after: str = "") -> Page:
    """The extracts filed under an idea, newest first; those filed nowhere without one. Two queries."""
    rows = Extract.objects.of(consultation).with_source().prefetch_related("ideas")
    return page(rows.filter(ideas=idea), key="at", size=settings.PAGE, after=after)


def with_document(consultation: Consultation) -> QuerySet[Synthesis]:
    """Its syntheses, newest first, ready to be shown."""
    return consultation.syntheses.select_related("rollup")


def online(extracts: Iterable[int]) -> set[int]:
    """Those of these extracts that a published synthesis may still show. One query."""
    return set(Extract.objects.legible().filter(pk__in=list(extracts)).values_list("pk", flat=True))


def published_among(consultation: Consultation, contributions: Iterable[int]) -> set[int]:
    """Those of these contributions that everybody may read now. One query."""
    rows = Contribution.objects.of(consultation).quotable().filter(pk__in=list(contributions))
    return set(rows.values_list("pk", flat=True))


@dataclass(frozen=True)
class NotCited:
    """What a synthesis leaves out of a theme: how many contributions, and the most agreed of them."""

    count: int
    first: list[Contribution]


def not_cited(synthesis: Synthesis, each: int = 12) -> dict[int, NotCited]:
    """By theme, the contributions online, posted by its publication, that a synthesis does not cite. One query."""
    cited = Citation.objects.filter(extract__contribution=OuterRef("pk"), statement__synthesis=synthesis)
    rows = Contribution.objects.of(synthesis.consultation).contributions().published().filter(~Exists(cited))
    if synthesis.published_at:
        rows = rows.filter(created_at__lte=synthesis.published_at)
    theme = F("question__theme")
    rank = Window(RowNumber(), partition_by=theme, order_by=[F("agree_count").desc(), F("pk").asc()])
    rows = rows.annotate(rank=rank, beside=Window(Count("pk"), partition_by=theme)).filter(rank__lte=each)
    by_theme = defaultdict(list)
    for row in rows.select_related("live", "question__theme__consultation").order_by("rank"):
        by_theme[row.question.theme_id].append(row)
    return {pk: NotCited(found[0].beside, found) for pk, found in by_theme.items()}


def exports(consultation: Consultation, after: str = "") -> Page:
    """The files asked for, newest first. One query."""
    rows = Export.objects.filter(synthesis__consultation=consultation).select_related("by", "synthesis__consultation")
    rows = rows.defer("synthesis__document", "synthesis__introduction")
    return page(rows, key="asked_at", size=settings.PAGE, after=after)


def rollups(consultation: Consultation, after: str = "") -> Page:
    """The roll-ups, newest first, without their snapshots. One query."""
    rows = consultation.rollups.defer("snapshot").select_related("by", "consultation")
    return page(rows, key="asked_at", size=settings.PAGE, after=after)


def theme_of(pk: int) -> Theme | None:
    return Theme.objects.filter(pk=pk).first()
