"""The queue of the desk: what awaits a decision, line by line. The number of queries does not depend on the data."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from consultation.cursor import page
from consultation.models import Consultation, User
from debates.actions import UNDO_FOR
from debates.models import Campaign, Contribution, Decision, Hold, Place, Version
from debates.models.texts import heading
from moderation.asking import KINDS, Asked

OPEN_HOLD = Exists(Hold.objects.filter(contribution=OuterRef("pk"), lifted_at=None))
CONDITIONS = {
    "new": Q(awaiting__number=1, live=None),
    "edited": Q(awaiting__number__gt=1) & (Q(live=None) | ~Q(live=F("awaiting"))),  # held by reports, both are one
    "held": OPEN_HOLD,
    "reported": Q(reports_count__gt=0),
    "appealed": Q(is_appealed=True),
}


@dataclass(frozen=True)
class Line:
    """One line of the queue: a text, or the first of the texts of a campaign that wait together."""

    text: Contribution  # with `open_holds`, and `grouped`: how many texts of its campaign wait with it, itself too
    title: str
    here: tuple[str, ...] = ()  # the other moderators who have it open

    @property
    def pk(self) -> int:
        return self.text.pk

    @property
    def is_edited(self) -> bool:
        """Its author wrote again, and nobody decided of it yet."""
        return self.text.awaiting_number > 1 and self.text.awaiting_id != self.text.live_id

    @property
    def is_group(self) -> bool:
        return self.text.grouped > 1

    @property
    def holds(self) -> list[str]:
        """The filters that held it, in words, each once."""
        return list(dict.fromkeys(hold.get_kind_display() for hold in self.text.open_holds))


@dataclass(frozen=True)
class Queue:
    """A page of the queue, and the cursor of the next one ("" at the end)."""

    lines: list[Line]
    next: str


@dataclass(frozen=True)
class Counts:
    """How many texts wait, by kind and by filter: a text may wait for several reasons and counts for each."""

    whole: int
    kinds: dict[str, int]
    holds: dict[str, int] = field(default_factory=dict)


def waiting(consultation: Consultation, asked: Asked) -> QuerySet[Contribution]:
    """All that awaits a decision, as it is asked."""
    rows = Contribution.objects.of(consultation).awaiting_moderation()
    if asked.question:
        rows = rows.filter(question=asked.question)
    elif asked.theme:
        rows = rows.filter(question__theme__slug=asked.theme)
    if asked.kind:
        rows = rows.filter(CONDITIONS[asked.kind])
    if asked.hold:
        rows = rows.filter(Exists(Hold.objects.filter(contribution=OuterRef("pk"), lifted_at=None, kind=asked.hold)))
    return rows


def queue(consultation: Consultation, asked: Asked, after: str = "") -> Queue:
    """A page of the queue by rank: the longest waiting first, a day earlier for each report. Three queries.

    Of the texts of a campaign only the first that waits has a line.
    """
    found = page(_lined(consultation, asked), key="queued_at", size=settings.PAGE, after=after, descending=False)
    return Queue(lines(found.rows), found.next)


def following(contribution: Contribution, consultation: Consultation, asked: Asked) -> Contribution | None:
    """The line after this text in the queue as it is asked, else the first of the others. Two queries at most."""
    others = _lined(consultation, asked).exclude(pk=contribution.pk).order_by("queued_at", "pk")
    rank = contribution.queued_at
    later = others.filter(Q(queued_at__gt=rank) | Q(queued_at=rank, pk__gt=contribution.pk)) if rank else others
    return later.first() or (others.first() if rank else None)


def group(consultation: Consultation, campaign: int) -> QuerySet[Contribution]:
    """The texts of a campaign that await a decision."""
    return waiting(consultation, Asked()).filter(campaign=campaign)


def counts(consultation: Consultation, asked: Asked) -> Counts:
    """What waits under the theme or question that is asked, by kind and by filter. Two queries."""
    rows = waiting(consultation, Asked(theme=asked.theme, question=asked.question))
    counted = rows.aggregate(whole=Count("pk"), **{kind: Count("pk", filter=CONDITIONS[kind]) for kind in KINDS})
    held = Hold.objects.filter(lifted_at=None, contribution__in=rows.order_by().values("pk")).order_by()
    by_kind = held.values("kind").annotate(n=Count("contribution", distinct=True)).values_list("kind", "n")
    return Counts(counted.pop("whole"), counted, dict(by_kind))


@dataclass(frozen=True)
class Done:
    """What a moderator just decided, and whether it may still be taken back."""

    decisions: list[Decision]
    title: str  # of the only text, "" for several

    @property
    def undoable(self) -> list[Decision]:
        return [decision for decision in self.decisions if may_undo(decision)]


def done(consultation: Consultation, person: User, keys: list[int]) -> Done | None:
    """The decisions of these ids that this person took here and that stand; None without any. One query."""
    if not keys:
        return None
    rows = Decision.objects.filter(pk__in=keys, by=person, undone_at=None).select_related("version")
    found = list(rows.filter(contribution__question__theme__consultation=consultation))
    return Done(found, found[0].version.heading if len(found) == 1 else "") if found else None


def may_undo(decision: Decision) -> bool:
    """Whether the time to take it back still runs; what happened to the text since may refuse it all the same."""
    return decision.undone_at is None and timezone.now() - decision.at < UNDO_FOR


def lines(rows: Iterable[Contribution]) -> list[Line]:
    """The lines of rows of the queue: titles only, whatever the length of the texts. One query."""
    rows = list(rows)
    judged = Version.objects.filter(pk__in=[row.judged_id for row in rows]).values_list("pk", "title", "opening")
    titles = {pk: heading(title, opening) for pk, title, opening in judged}
    return [Line(row, titles.get(row.judged_id, "")) for row in rows]


@dataclass(frozen=True)
class Item:
    """One text in full, with what a decision on it is about."""

    line: Line
    version: Version
    last: int  # the id of the last decision on it, 0 for none
    place: Place | None

    @property
    def pk(self) -> int:
        return self.line.pk

    @property
    def seen(self) -> str:
        return f"{self.version.pk}.{self.last}"


@dataclass(frozen=True)
class FullPage:
    """A page of texts in full, and the cursor of the next one ("" at the end)."""

    items: list[Item]
    next: str


def full_page(consultation: Consultation, asked: Asked, after: str = "", campaign: int = 0) -> FullPage:
    """The same page as `queue`, with the full texts; with `campaign`, the texts of it that wait. Seven queries."""
    rows = _lined(consultation, asked)
    if campaign:
        rows = annotated(group(consultation, campaign)).annotate(grouped=Value(1))
    found = page(rows, key="queued_at", size=settings.PAGE, after=after, descending=False)
    keys = [row.pk for row in found.rows]
    versions = Version.objects.in_bulk([row.judged_id for row in found.rows])
    decided = Decision.objects.filter(contribution__in=keys).order_by().values("contribution")
    last = dict(decided.annotate(last=Max("pk")).values_list("contribution", "last"))
    places = {place.contribution_id: place for place in Place.objects.filter(contribution__in=keys)}
    items = [
        Item(line, versions[line.text.judged_id], last.get(line.pk, 0), places.get(line.pk))
        for line in lines(found.rows)
    ]
    return FullPage(items, found.next)


def campaign(consultation: Consultation, key: int) -> Campaign | None:
    """A campaign of the consultation, None for another one."""
    rows = Campaign.objects.filter(first__question__theme__consultation=consultation)
    return rows.select_related("first__live").filter(pk=key).first()


def _lined(consultation: Consultation, asked: Asked) -> QuerySet[Contribution]:
    """One row a line of the queue, with what the line shows."""
    rows = waiting(consultation, asked)
    mates = waiting(consultation, asked).filter(campaign=OuterRef("campaign")).order_by()
    is_before = Q(queued_at__lt=OuterRef("queued_at")) | Q(queued_at=OuterRef("queued_at"), pk__lt=OuterRef("pk"))
    rows = rows.exclude(Exists(mates.filter(is_before)))
    grouped = mates.values("campaign").annotate(n=Count("pk")).values("n")
    return annotated(rows).annotate(grouped=Coalesce(Subquery(grouped), 1))


def annotated(rows: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """The rows with what a line shows of each: who, where, the filters, the version to judge (`judged_id`)."""
    last = Version.objects.filter(contribution=OuterRef("pk")).order_by("-number").values("pk")[:1]
    open_holds = Prefetch("holds", Hold.objects.filter(lifted_at=None), to_attr="open_holds")
    return (
        rows.select_related("author", "question__theme", "nature")
        .prefetch_related(open_holds)
        .annotate(judged_id=Coalesce(F("awaiting_id"), F("live_id"), Subquery(last)))
        .annotate(awaiting_number=Coalesce(F("awaiting__number"), 0))
    )
