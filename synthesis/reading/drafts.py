"""What a draft says, may cite, and lacks."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from debates.models import Theme
from synthesis.models import Extract, Statement, Synthesis


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
