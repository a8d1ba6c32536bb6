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
    """An idea in the tree of its theme, with the number of its own extracts and, in `total`, those below it too."""

    idea: Idea
    extracts: int
    depth: int
    children: list["Branch"] = field(default_factory=list)
    total: int = 0
    is_first: bool = True  # among its siblings
    is_last: bool = True
    closes: range = range(0)  # how many lists end after it when the tree is written line by line

    @property
    def named(self) -> str:
        """Its title under that of its parent, for a select."""
        return "\u00a0\u00a0\u00a0\u00a0" * self.depth + self.idea.title

    @property
    def set_back(self) -> str:
        """The same with the number of its own extracts."""
        return f"{self.named} ({self.extracts})"


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
    """The roots, of several themes perhaps. Without recursion: a tree may be as deep as somebody likes."""
    rows = ideas.standing().annotate(n=Count("extracts")).order_by("position", "pk")
    branches = {idea.pk: Branch(idea, idea.n, 0) for idea in rows}
    roots = []
    for branch in branches.values():
        above = branches.get(branch.idea.parent_id)
        (above.children if above else roots).append(branch)
    lines = flat(roots)
    for branch in lines:
        for child in branch.children:
            child.depth = branch.depth + 1
    for branch in reversed(lines):
        branch.total = branch.extracts + sum(child.total for child in branch.children)
    _mark_ends(lines, roots)
    return roots


def _mark_ends(lines: list[Branch], roots: list[Branch]) -> None:
    by_theme = defaultdict(list)
    for root in roots:
        by_theme[root.idea.theme_id].append(root)
    for siblings in (*by_theme.values(), *(branch.children for branch in lines if branch.children)):
        for branch in siblings:
            branch.is_first, branch.is_last = branch is siblings[0], branch is siblings[-1]
    for branch, following in zip(lines, [*lines[1:], None], strict=False):  # of no line, none
        branch.closes = range(max(branch.depth - (following.depth if following else 0), 0))


def flat(branches: Iterable[Branch]) -> list[Branch]:
    """The tree as a list, parents before their children, for a select or a table."""
    found, waiting = [], list(branches)[::-1]
    while waiting:
        branch = waiting.pop()
        found.append(branch)
        waiting.extend(reversed(branch.children))
    return found


def filed(consultation: Consultation, idea: Idea | None, after: str = "") -> Page:
    """The extracts filed under an idea, newest first; those filed nowhere without one. Two queries."""
    rows = Extract.objects.of(consultation).with_source().prefetch_related("ideas")
    return page(rows.filter(ideas=idea), key="at", size=settings.PAGE, after=after)
