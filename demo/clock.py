"""The dates of the demonstration: days and hours counted from today, and acts recorded as of another moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from random import Random

from django.db.models import Max
from django.utils import timezone

from consultation import audit
from consultation.models import AuditEntry, Consultation, Notice


def moment(day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    """That hour of the day `day` days from today, in the time of the site."""
    date = timezone.localdate() + timedelta(days=day)
    return timezone.make_aware(datetime.combine(date, time(hour, minute, second)))


def of_day(day: int, rng: Random) -> datetime:
    """Some moment between eight in the morning and seven in the evening."""
    return moment(day, rng.randrange(8, 19), rng.randrange(60), rng.randrange(60))


def later(since: datetime, rng: Random, minutes: tuple[int, int]) -> datetime:
    """So many minutes (from, to) later, to the second."""
    return since + timedelta(seconds=rng.randrange(minutes[0] * 60, minutes[1] * 60))


def between(start: datetime, end: datetime, rng: Random, early: float = 1) -> datetime:
    """Some moment from start to end, to the second; the greater `early`, the nearer to the start."""
    return start + timedelta(seconds=int((end - start).total_seconds() * rng.random() ** early))


@contextmanager
def recorded_as_of(at: datetime, consultation: Consultation) -> Iterator[list[AuditEntry]]:
    """The record of the acts done inside bears the date `at`, and so do their notices, of which none is mailed.

    The acts take no date: theirs is now. A demonstration that opens with six weeks of debate behind it sets the dates
    of its rows itself, in the transaction that makes them; nothing else may do so. The entries, which nobody changes
    once they are written, are given here before they are.
    """
    told = Notice.objects.aggregate(last=Max("pk"))["last"] or 0
    with audit.gathered() as entries:
        yield entries
        for entry in entries:
            entry.at = at
    Notice.objects.filter(pk__gt=told).update(created_at=at, state=Notice.State.UNSENT)
