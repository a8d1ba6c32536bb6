"""What was said of an idea: the texts it rests on, and who agrees with them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from consultation import cells
from consultation.cells import Cell
from consultation.models import Stakeholder
from consultation.territories.models import TerritoryKind
from debates.models import Contribution, Reaction
from synthesis.models import Extract, Idea, Statement
from synthesis.reading.ideas import Branch, flat

SIDES = (Reaction.Kind.AGREE, Reaction.Kind.DISAGREE)


@dataclass(frozen=True)
class Opinion:
    """The reactions of the people of one territory kind or quality; None where too few people are in a cell."""

    label: str
    agree: int | None
    disagree: int | None


@dataclass(frozen=True)
class Figures:
    """What an idea rests on, with all below it; only texts that everybody can read."""

    extracts: int
    contributions: int
    arguments: int
    agree: int  # with the supports an import brought
    disagree: int
    supports: int
    kinds: list[Opinion]
    qualities: list[Opinion]

    @property
    def hides(self) -> bool:
        return any(None in (row.agree, row.disagree) for row in (*self.kinds, *self.qualities))


def figures(branch: Branch) -> Figures:
    """The figures of an idea and of all below it. Four queries.

    A text counts once, however many of its passages are filed there. Those who reacted stand where they live and speak
    from today; cells of fewer than SMALL_CELL people are hidden, and what they could be found by. Ideas above and
    below one another are not guarded against being subtracted: this is for the staff.
    """
    ideas = [each.idea.pk for each in flat([branch])]
    filed = Extract.objects.filter(ideas__in=ideas)
    texts = Contribution.objects.quotable().filter(Exists(filed.filter(contribution=OuterRef("pk"))))
    counted = texts.aggregate(
        contributions=Count("pk", filter=Q(root=None)),
        arguments=Count("pk", filter=Q(root__isnull=False)),
        agree=Sum("agree_count", default=0),
        disagree=Sum("disagree_count", default=0),
        supports=Sum("supports", default=0),
    )
    return Figures(
        extracts=filed.public().distinct().count(),
        kinds=_opinions(texts, "by__commune__kind", dict(TerritoryKind.choices)),
        qualities=_opinions(texts, "by__stakeholder", dict(Stakeholder.choices)),
        **counted,
    )


def _opinions(texts: QuerySet[Contribution], column: str, words: dict[str, str]) -> list[Opinion]:
    """One line a value that somebody has, in the order of `words`; the totals by side are published."""
    reactions = Reaction.objects.filter(contribution__in=texts, kind__in=SIDES)
    rows = (
        reactions.order_by().values_list(F(column), "kind").annotate(people=Count("by", distinct=True), n=Count("pk"))
    )
    found: dict[tuple[str, str], Cell] = {}
    for value, kind, people, n in rows:
        before = found.get((value or "", kind), Cell(0, 0))
        found[value or "", kind] = Cell(before.people + people, before.number + n)
    values = [value for value in (*words, "") if any((value, side) in found for side in SIDES)]
    table = {(value, side): found.get((value, side), Cell(0, 0)) for value in values for side in SIDES}
    hidden = cells.to_hide(table, [cells.Line(tuple((value, side) for value in values)) for side in SIDES])
    shown = {key: None if key in hidden else cell.number for key, cell in table.items()}
    label = {**words, "": _("non précisé")}
    return [Opinion(str(label[value]), *(shown[value, side] for side in SIDES)) for value in values]


def statements_on(idea: Idea, each: int = 30) -> QuerySet[Statement]:
    """The statements that rest on an idea, those of the newest synthesis first, `each` at most."""
    rows = Statement.objects.filter(idea=idea).select_related("synthesis__consultation")
    rows = rows.defer("synthesis__document", "synthesis__introduction")
    return rows.order_by("-synthesis__number", "position", "pk")[:each]


def branch_of(branches: Iterable[Branch], idea: Idea) -> tuple[Branch, list[Idea]]:
    """An idea in its tree, with the ideas above it, the root first. StopIteration when it is not there."""
    lines = flat(branches)
    by_id = {line.idea.pk: line.idea for line in lines}
    found = next(line for line in lines if line.idea.pk == idea.pk)
    above, parent = [], found.idea.parent_id
    while parent:
        above.append(by_id[parent])
        parent = by_id[parent].parent_id
    return found, above[::-1]
