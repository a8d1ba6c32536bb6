"""The trees of ideas, and the passages filed under them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Count, QuerySet

from consultation.cursor import Page, page
from consultation.models import Consultation
from debates.models import Theme
from synthesis.models import Extract, Idea


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


def filed(consultation: Consultation, idea: Idea | None, after: str = "") -> Page:
    """The extracts filed under an idea, newest first; those filed nowhere without one. Two queries."""
    rows = Extract.objects.of(consultation).with_source().prefetch_related("ideas")
    return page(rows.filter(ideas=idea), key="at", size=settings.PAGE, after=after)
