"""Telling followers: who is due, and one notice each of what is new for him. The clock is always given.

Nobody is told twice: a notice and the position of its reader are written in one transaction, under a lock on the row
of the reader. Killed before the commit, nothing was told; after it, the notice is there and its mail waits.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from consultation import notices
from consultation.models import Rhythm
from debates.lineage import successors
from debates.models import Contribution
from following.actions import last_item
from following.models import Follow, Follower, Item

SHARD = 1000  # readers of one job
KEPT = 200  # items named by one notice, the newest; the others are counted
HOUR = 8  # o'clock, of the site: when a digest is due; on Mondays for those of a week
ZONE = ZoneInfo(settings.TIME_ZONE)


def slot(rhythm: str, now: datetime) -> datetime:
    """The last moment, `now` included, at which somebody of this rhythm is told. Somebody without mails is told on the
    site as if he had one a day.
    """
    if rhythm == Rhythm.AT_ONCE:
        return now
    local = timezone.localtime(now, ZONE)
    at = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if rhythm == Rhythm.WEEKLY:
        at -= timedelta(days=at.weekday())
    step = timedelta(weeks=1) if rhythm == Rhythm.WEEKLY else timedelta(days=1)
    return at if at <= local else at - step


def due(now: datetime) -> QuerySet[Follower]:
    """Whom it is time to tell. A slot that passed while nothing ran is due at the next look, once."""
    at_once = Q(person__rhythm=Rhythm.AT_ONCE, position__lt=last_item())
    daily = Q(person__rhythm__in=(Rhythm.DAILY, Rhythm.NONE), told_at__lt=slot(Rhythm.DAILY, now))
    weekly = Q(person__rhythm=Rhythm.WEEKLY, told_at__lt=slot(Rhythm.WEEKLY, now))
    return Follower.objects.filter(at_once | daily | weekly, person__is_active=True)


def shards(now: datetime) -> Iterator[tuple[int, int]]:
    """Those who are due as ranges of ids, both included, of SHARD readers each. Two queries."""
    pks = list(due(now).order_by("pk").values_list("pk", flat=True))
    return ((pks[n], pks[min(n + SHARD, len(pks)) - 1]) for n in range(0, len(pks), SHARD))


@transaction.atomic
def tell(first: int, last: int, now: datetime) -> list[int]:
    """Write a notice for each reader of a shard who is due and for whom there is something; the ids of those to mail.

    Readers that another job holds are left to it. The number of queries does not depend on that of readers.
    """
    until = last_item()
    rows = due(now).filter(pk__range=(first, last)).select_related("person")
    readers = list(rows.select_for_update(skip_locked=True, of=("self",)).order_by("pk"))
    if not readers:
        return []
    followed = _by_person(Follow.objects.filter(person__in=[r.person_id for r in readers]))
    became = successors(each.contribution_id for of in followed.values() for each in of if each.contribution_id)
    new = New(min(reader.position for reader in readers), until, became)
    found = ((r.person, new.of(r, followed[r.person_id])) for r in readers)
    told = [(person, {"items": ids[:KEPT], "more": max(0, len(ids) - KEPT)}) for person, ids in found if ids]
    kept = notices.keep("followed", told, now)
    Follower.objects.filter(pk__in=[reader.pk for reader in readers]).update(position=until, told_at=now)
    return [notice.pk for notice in kept if notice.state == notice.State.WAITING]


def _by_person(follows: Iterable[Follow]) -> dict[int, list[Follow]]:
    by = defaultdict(list)
    for each in follows:
        by[each.person_id].append(each)
    return by


class New:
    """The items after one position and up to another, by what they are followed by. Three queries at most.

    Whoever follows a text that a moderator merged or split follows what it `became`, but for what he stopped following.
    A campaign is one voice: a reader is told of it once, by the first of its texts, whoever signs it later.
    """

    def __init__(self, after: int, until: int, became: Mapping[int, Iterable[int]] = MappingProxyType({})):
        self.became = became
        self.under: dict[tuple, list[tuple[datetime, int]]] = defaultdict(list)
        self.by: dict[int, set[int]] = defaultdict(set)  # a person -> what he wrote, or was told of as an answer to him
        rows = Item.objects.filter(pk__gt=after, pk__lte=until).order_by("at", "pk")
        for pk, at, author, answered, *places in rows.values_list(*_COLUMNS):
            for key in _keys(*places):
                self.under[key].append((at, pk))
            self.by[author].add(pk)
            self.by[answered].add(pk)
        self.voice = dict(_of_campaigns().filter(pk__gt=after, pk__lte=until).values_list("pk", CAMPAIGN))
        told = _of_campaigns().filter(**{f"{CAMPAIGN}__in": set(self.voice.values())})
        self.first = dict(told.values_list(CAMPAIGN).annotate(Min("pk"))) if self.voice else {}

    def of(self, reader: Follower, follows: Iterable[Follow]) -> list[int]:
        """What a reader who follows these is to be told, each once, newest first."""
        found: set[int] = set()
        follows = list(follows)
        stopped = {each.contribution_id for each in follows if not each.is_on}
        for each in follows:
            for key in self._asked(each, stopped) if each.is_on else ():
                rows = self.under.get(key, [])
                found.update(pk for _at, pk in rows[bisect_left(rows, (each.at, 0)) :])
        found -= self.by.get(reader.person_id, set())
        return self._one_a_campaign((pk for pk in found if pk > reader.position), reader.position)

    def _asked(self, each: Follow, stopped: set[int | None]) -> list[tuple]:
        names = ("contribution", "question", "theme")
        asked = next(((name, pk) for name in names if (pk := getattr(each, f"{name}_id"))), None)
        later = [("contribution", pk) for pk in self.became.get(each.contribution_id, ()) if pk not in stopped]
        return [("within", each.consultation_id), asked or ("consultation", each.consultation_id), *later]

    def _one_a_campaign(self, found: Iterable[int], position: int) -> list[int]:
        """These, newest first; of each campaign the first one, unless it came up to this position."""
        kept: dict[tuple, int] = {}
        for pk in sorted(found):
            voice = self.voice.get(pk)
            if voice is None or self.first[voice] > position:
                kept.setdefault(("alone", pk) if voice is None else ("together", voice), pk)
        return sorted(kept.values(), reverse=True)


CAMPAIGN = "contribution__campaign"


def _of_campaigns() -> QuerySet[Item]:
    """The texts of campaigns that everybody may read now."""
    return Item.objects.filter(contribution__in=Contribution.objects.published().filter(campaign__isnull=False))


_COLUMNS = (
    *("pk", "at", "contribution__author", "contribution__parent__author", "consultation", "synthesis"),
    *("contribution__question__theme", "contribution__question", "contribution__root", "contribution"),
)


def _keys(consultation, synthesis, theme, question, root, contribution) -> list[tuple]:
    """Under what an item is found: a synthesis by whoever follows anything of its consultation."""
    if contribution is None:
        return [("within" if synthesis else "consultation", consultation)]
    texts = [("theme", theme), ("question", question), ("contribution", root or contribution)]
    return [("consultation", consultation), *texts]
