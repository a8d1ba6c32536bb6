"""What the harvest desk shows beside a text: who reads it, what the roll-up proposes of it, what he last did."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from consultation.models import Consultation, User
from debates.models import Contribution
from synthesis.document import Coverage
from synthesis.models import Extract, ProposedPassage, Reading, Suggestion, Turn
from synthesis.reading.ledger import coverage

RECENT = timedelta(minutes=10)
MANY, LATE = 5_000, 30  # with more contributions than that, the coverage in sight may be so many seconds late


def unread(consultation: Consultation) -> QuerySet[Contribution]:
    """Published contributions that nobody of the staff has read, the oldest first (`reading_order`: as they come)."""
    public = Contribution.objects.of(consultation).contributions().published()
    return public.filter(reading=None).with_author().order_by("created_at", "pk")


def reading_of(contribution: Contribution) -> Reading | None:
    """With who read it, and the text it repeats."""
    return Reading.objects.filter(contribution=contribution).select_related("by", "duplicate_of__live").first()


def holder_of(contribution: Contribution, by: User) -> User | None:
    """Whoever else has this text before him now."""
    turns = Turn.objects.filter(contribution=contribution, until__gt=timezone.now()).exclude(by=by)
    turn = turns.select_related("by").first()
    return turn and turn.by


@dataclass(frozen=True)
class Seen:
    """What a harvester had before him: the version, and when somebody noted that it was read (0: nobody had)."""

    version: int  # its id
    noted: int  # microseconds

    @classmethod
    def now(cls, contribution: Contribution, noted: Reading | None) -> "Seen":
        return cls(contribution.live_id or 0, stamp(noted))

    @classmethod
    def read(cls, value: str) -> "Seen | None":
        """What `str` gave; None for whatever else."""
        version, _dot, noted = value.partition(".")
        sound = all(part.isascii() and part.isdigit() and len(part) < 19 for part in (version, noted))
        return cls(int(version), int(noted)) if sound else None

    def __str__(self):
        return f"{self.version}.{self.noted}"


def stamp(noted: Reading | None) -> int:
    """When a reading was noted, in microseconds; 0 for None."""
    return int(noted.at.timestamp() * 1_000_000) if noted else 0


@dataclass(frozen=True)
class Proposal:
    """A passage that a roll-up proposes, and where a page finds it: how many characters come before it, and how many it
    has, white space apart, for a page lays that out as it likes."""

    passage: ProposedPassage
    words: str
    before: int
    length: int


def proposed(contribution: Contribution) -> list[Proposal]:
    """The passages a roll-up proposes of the version online that wait for a decision, in the order of the text."""
    if contribution.live is None:
        return []
    rows = contribution.proposed_passages.filter(state=ProposedPassage.State.WAITING, version=contribution.live_id)
    return [_proposal(row, contribution.live.text) for row in rows]


def _proposal(row: ProposedPassage, whole: str) -> Proposal:
    words = whole[row.start : row.end]
    return Proposal(row, words, _written(whole[: row.start]), _written(words))


def _written(words: str) -> int:
    """Characters (code points) that are not white space, as static/js/harvest.js counts them."""
    return len(_SPACE.sub("", words))


_SPACE = re.compile(r"[\s\ufeff]+")  # white space of Python and of JavaScript


def suggestion_for(contribution: Contribution) -> Suggestion | None:
    """What was learnt for the very version that is online."""
    return Suggestion.objects.filter(contribution=contribution, version=contribution.live_id).first()


def coverage_in_sight(consultation: Consultation) -> Coverage:
    """`coverage` for the head of the desk: counted at each act, but for a large consultation, where it may be LATE."""
    key = f"coverage:{consultation.pk}"
    if kept := cache.get(key):
        return Coverage(**kept)
    counted = coverage(consultation)
    if counted.contributions > MANY:
        cache.set(key, asdict(counted), LATE)
    return counted


@dataclass(frozen=True)
class Pace:
    """How many texts somebody read today, and in the last ten minutes."""

    today: int
    recent: int


def pace(consultation: Consultation, person: User) -> Pace:
    """Counted by the day of the site. One query."""
    now = timezone.now()
    mine = Reading.objects.filter(by=person, contribution__question__theme__consultation=consultation, at__gte=_today())
    return Pace(**mine.aggregate(today=Count("pk"), recent=Count("pk", filter=Q(at__gt=now - RECENT))))


@dataclass(frozen=True)
class Done:
    """Something a harvester did today that he may take back: a passage kept, a text read, a proposal refused."""

    kind: str  # "extract", "reading" or "proposed"
    row: Extract | Reading | ProposedPassage

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.row.pk}"


def last_done(consultation: Consultation, person: User) -> Done | None:
    """The last of what this person did here today. Three queries."""
    here = {"contribution__question__theme__consultation": consultation}
    mine = {"by": person, "at__gte": _today(), **here}
    kinds = {
        "extract": Extract.objects.filter(**mine),
        "reading": Reading.objects.filter(**mine).exclude(outcome=Reading.Outcome.KEPT),
        "proposed": ProposedPassage.objects.filter(**mine, state=ProposedPassage.State.REFUSED),
    }
    rows = {kind: found.select_related("contribution__live").order_by("-at", "-pk") for kind, found in kinds.items()}
    found = [Done(kind, row) for kind, queryset in rows.items() if (row := queryset.first())]
    return max(found, key=lambda done: done.row.at, default=None)


def _today() -> datetime:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
