"""The queries of the pages: each has a number of queries that does not depend on its data."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from consultation.cursor import Page, page
from consultation.models import Consultation, Phase, User
from debates.models import Contribution, Question, Reaction, Stance, State, Theme, Version

SORTS = {
    "recent": "created_at",
    "argued": "arguments_count",
    "agreed": "agree_count",
    "divided": "divided",
    "least_seen": "turn",
}


@dataclass(frozen=True)
class Filters:
    """What a reader asked of a list; every value is checked by `debates.forms.FilterForm`."""

    nature: str = ""
    territory: str = ""  # kind of territory
    region: str = ""
    stakeholder: str = ""
    sort: str = "recent"
    after: str = ""


def contributions(question: Question, filters: Filters) -> Page:
    """A page of what is published under a question. One query."""
    chosen = {
        "nature__key": filters.nature,
        "commune__kind": filters.territory,
        "commune__department__region": filters.region,
        "stakeholder": filters.stakeholder,
    }
    rows = question.contributions.contributions().published().with_author()
    rows = rows.filter(**{column: value for column, value in chosen.items() if value})
    descending = filters.sort != "least_seen"
    return page(rows, key=SORTS[filters.sort], size=settings.PAGE, after=filters.after, descending=descending)


def latest(consultation: Consultation, size: int = 6) -> list[Contribution]:
    rows = Contribution.objects.of(consultation).contributions().published().with_author()
    return list(rows.order_by("-created_at", "-pk")[:size])


def themes(consultation: Consultation) -> QuerySet[Theme]:
    """The themes with their questions and how lively they are. Two queries."""
    questions = Prefetch("questions", Question.objects.select_related("theme__consultation"))
    return consultation.themes.select_related("consultation").prefetch_related(questions)


def by_department(consultation: Consultation) -> dict[str, int]:
    """Published contributions and arguments by the department their authors declared."""
    rows = Contribution.objects.of(consultation).published().filter(commune__isnull=False)
    counted = rows.values("commune__department").annotate(n=Count("pk")).values_list("commune__department", "n")
    return dict(counted.order_by())


def key_figures(consultation: Consultation) -> dict[str, int]:
    """Published contributions, arguments, people who wrote them and reactions. Two queries."""
    public = Contribution.objects.of(consultation).published()
    figures = public.aggregate(
        contributions=Count("pk", filter=Q(root=None)),
        arguments=Count("pk", filter=Q(root__isnull=False)),
        participants=Count("author", distinct=True),
        communes=Count("commune", distinct=True),
    )
    return {**figures, "reactions": Reaction.objects.filter(contribution__in=public).count()}


@dataclass(frozen=True)
class Step:
    """A phase as the calendar shows it."""

    phase: Phase
    is_over: bool
    is_now: bool


def calendar(consultation: Consultation, today: date | None = None) -> list[Step]:
    today = today or timezone.localdate()
    return [
        Step(phase, is_over=phase.ends_on < today, is_now=phase.starts_on <= today <= phase.ends_on)
        for phase in consultation.phases.all()
    ]


DEEPEST = 4  # below this depth answers follow one another, each naming the one it answers


@dataclass
class Node:
    """An argument in its thread. Without `shows_text` it is a tombstone, kept for the replies below it."""

    argument: Contribution
    shows_text: bool
    is_awaiting: bool  # shown to its author only, before a moderator decided
    is_apart: bool = False  # the argument it answers is not the one it stands under
    replies: list["Node"] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Arguments below."""
        return len(self.replies) + sum(reply.size for reply in self.replies)


@dataclass(frozen=True)
class Thread:
    """What answers a contribution directly, as the page lays it out."""

    pros: list[Node]
    cons: list[Node]
    others: list[Node]


def thread(root: Contribution, reader: User) -> Thread:
    """The arguments of a contribution, oldest first, nested down to DEEPEST; the reader's own pending ones among them.

    One query.
    """
    rows = root.thread.filter(covered=False).select_related(
        "live", "awaiting", "author", "commune__department", "parent", "question__theme__consultation"
    )
    children = _nested(rows.order_by("created_at", "pk"), reader)
    direct = children[root.pk]
    return Thread(
        pros=[n for n in direct if n.argument.stance == Stance.FOR],
        cons=[n for n in direct if n.argument.stance == Stance.AGAINST],
        others=[n for n in direct if n.argument.stance not in (Stance.FOR, Stance.AGAINST)],
    )


def _nested(rows: Iterable[Contribution], reader: User) -> dict[int, list[Node]]:
    """The nodes under each text, in the order of `rows`; a branch in which nothing is shown falls away."""
    nodes = {row.pk: _node(row, reader) for row in rows}
    shallow_first = sorted(nodes.values(), key=lambda node: node.argument.depth)
    kept: set[int] = set()
    for node in reversed(shallow_first):
        if node.shows_text or node.argument.pk in kept:
            kept |= {node.argument.pk, node.argument.parent_id}
    under: dict[int, int] = {}  # a text -> the one its answers stand under
    for node in shallow_first:
        row = node.argument
        under[row.pk] = row.pk if row.depth < DEEPEST else under.get(row.parent_id, row.parent_id)
    children: dict[int, list[Node]] = defaultdict(list)
    for node in nodes.values():
        row = node.argument
        if row.pk in kept:
            place = under.get(row.parent_id, row.parent_id)
            node.is_apart, node.replies = place != row.parent_id, children[row.pk]
            children[place].append(node)
    return children


def _node(row: Contribution, reader: User) -> Node:
    is_own = reader.is_authenticated and row.author_id == reader.pk
    awaiting = is_own and row.state == State.PENDING
    return Node(row, shows_text=row.state == State.PUBLISHED or awaiting, is_awaiting=awaiting)


@dataclass(frozen=True)
class Reacted:
    """One of the reactions a text may be given."""

    kind: str
    label: str
    count: int
    is_mine: bool


def reactions(contribution: Contribution, reader: User) -> list[Reacted]:
    """All the reactions with their counts, and which is the reader's own. One query, none for somebody signed out."""
    own = contribution.reactions.filter(by=reader).first() if reader.is_authenticated else None
    mine = own.kind if own else ""
    return [
        Reacted(kind, label, getattr(contribution, f"{kind}_count"), kind == mine)
        for kind, label in Reaction.Kind.choices
    ]


def public_versions(contribution: Contribution) -> list[Version]:
    """The versions that were once online, newest first."""
    return list(contribution.versions.filter(published_at__isnull=False).order_by("-number"))


def of_person(person: User, after: str = "") -> Page:
    """What a person wrote, in every state, newest first."""
    rows = Contribution.objects.by(person).with_author().select_related("awaiting", "root__live")
    rows = rows.prefetch_related("decisions", "versions")
    return page(rows, key="created_at", size=settings.PAGE, after=after)


def queue(consultation: Consultation, after: str = "") -> Page:
    """What awaits a moderator, oldest first."""
    rows = Contribution.objects.of(consultation).awaiting_moderation().with_author()
    rows = rows.select_related("awaiting", "parent__live", "root__live")
    return page(rows, key="created_at", size=settings.PAGE, after=after, descending=False)


def awaiting_count(consultation: Consultation) -> int:
    return Contribution.objects.of(consultation).awaiting_moderation().count()
