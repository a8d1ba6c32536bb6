"""What a draft says, may cite, and lacks."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from debates.models import Theme
from synthesis.models import Citation, Extract, Idea, Section, Statement, Synthesis

DIVERGING = (Section.DISAGREEMENT, Section.MINORITY)


@dataclass(frozen=True)
class Obstacle:
    """Why a statement keeps a draft from being published."""

    statement: Statement
    why: str

    def __str__(self):
        return f"« {self.statement.text[:80]} » : {self.why}"


def obstacles(synthesis: Synthesis) -> list[Obstacle]:
    """The statements that keep a draft from publication: they cite nothing, or what is not public. Three queries."""
    public = set(
        Extract.objects.public().filter(citations__statement__synthesis=synthesis).values_list("pk", flat=True)
    )
    rows = synthesis.statements.select_related("theme").prefetch_related("citations")
    whys = [(statement, why_not(statement, _online(statement, public))) for statement in rows]
    return [Obstacle(statement, why) for statement, why in whys if why]


def _online(statement: Statement, public: set[int]) -> list[bool]:
    return [citation.extract_id in public for citation in statement.citations.all()]


def why_not(statement: Statement, online: list[bool]) -> str:
    """Why a statement that rests on passages, each online or not, cannot be published; "" when it can.

    A chart or a table rests on the figures: it may cite nothing.
    """
    if not online and not statement.figure:
        return _("il ne cite aucun passage")
    return "" if all(online) else _("un passage qu’il cite n’est plus en ligne")


def unspoken(synthesis: Synthesis, least: int) -> list[Idea]:
    """The ideas with `least` extracts online or more (`n`) of which the draft cites none, nor speaks. One query."""
    said = Statement.objects.filter(synthesis=synthesis)
    cited = Extract.objects.filter(ideas=OuterRef("pk"), citations__statement__synthesis=synthesis)
    rows = Idea.objects.standing().filter(theme__consultation=synthesis.consultation)
    rows = rows.filter(~Exists(cited), ~Exists(said.filter(idea=OuterRef("pk"))))
    online = Q(extracts__in=Extract.objects.public())
    rows = rows.annotate(n=Count("extracts", filter=online, distinct=True)).filter(n__gte=least)
    return list(rows.select_related("theme").order_by("-n", "pk"))


def resting_on_edited(synthesis: Synthesis) -> list[Statement]:
    """The statements that cite a passage online of a text whose author wrote another version since. One query."""
    edited = Citation.objects.filter(
        ~Q(extract__version=F("extract__contribution__live")),
        statement=OuterRef("pk"),
        extract__contribution__live__isnull=False,
    )
    return list(synthesis.statements.filter(Exists(edited)).select_related("theme").order_by("theme__position", "pk"))


def remarked(synthesis: Synthesis) -> list[Statement]:
    """The statements with remarks that nobody settled (`n`), where they stand. One query."""
    rows = synthesis.statements.annotate(n=Count("remarks", filter=Q(remarks__settled_at=None)))
    return list(rows.filter(n__gt=0).select_related("theme").order_by("theme__position", "section", "position", "pk"))


def told_as_disagreement(synthesis: Synthesis) -> set[int]:
    """The contributions that the statements of the disagreements, or of minority views, cite. One query."""
    rows = Citation.objects.filter(statement__synthesis=synthesis, statement__section__in=DIVERGING)
    return set(rows.values_list("extract__contribution", flat=True))


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
