"""The beat when the clock of its machine jumps, and in the nights when the hour changes."""

from datetime import UTC, datetime, timedelta

import pytest
from celery import Celery
from celery.schedules import schedule

from consultation.beat import Scheduler
from consultation.celery import app as ours

EVERY = {"sweep": timedelta(seconds=20), "seal": timedelta(seconds=5), "learn": timedelta(hours=1)}


class Clock:
    """What the machine says that it is: one for all, as the file of a beat names it and does not copy it."""

    at = datetime(2026, 10, 1, 12, tzinfo=UTC)

    @classmethod
    def goes_on(cls, seconds: float) -> None:
        cls.at += timedelta(seconds=seconds)


def now() -> datetime:
    """As an application of Celery says it: in the time zone of its settings."""
    return Clock.at.astimezone(ours.timezone)


@pytest.fixture
def clock(monkeypatch):
    monkeypatch.setattr(Clock, "at", Clock.at)
    return Clock


@pytest.fixture
def start(tmp_path, clock):
    """Start a beat on the file of the former one; what it asks for is noted with its time."""

    def started():
        app = Celery("clock", set_as_current=False)
        app.now = now
        schedules = {name: schedule(every, nowfun=now, app=app) for name, every in EVERY.items()}
        app.conf.result_expires = None  # the only task of Celery's own, at an hour of the real clock
        app.conf.timezone = ours.conf.timezone
        app.conf.beat_schedule = {name: {"task": name, "schedule": every} for name, every in schedules.items()}
        beat = Scheduler(app, schedule_filename=str(tmp_path / "schedule"))
        beat.asked = []
        beat.apply_entry = lambda entry, producer=None: beat.asked.append((entry.task, clock.at))
        beat.producer = None
        return beat

    return started


def live(beat, clock, seconds):
    """As celery does: sleep for as long as the beat says, a second at most."""
    end = seconds
    while end > 0:
        pause = min(max(beat.tick(), 0.01), 1, end)
        clock.goes_on(pause)
        end -= pause


def names(beat):
    return {name for name, _at in beat.asked}


def test_each_is_asked_for_in_its_time(start, clock):
    beat = start()
    live(beat, clock, 61)

    counts = {name: sum(each == name for each, _at in beat.asked) for name in EVERY}
    assert (counts["sweep"], counts["seal"], counts["learn"]) == (3, 12, 0)


@pytest.mark.parametrize("jump", [-86_400, -3_600, -60])
def test_a_clock_that_is_set_back_stops_nothing(start, clock, jump):
    beat = start()
    live(beat, clock, 30)
    clock.goes_on(jump)
    beat.asked.clear()
    live(beat, clock, 25)

    assert names(beat) == {"sweep", "seal"}


def test_a_beat_that_begins_after_the_clock_was_set_back(start, clock):
    former = start()
    live(former, clock, 30)
    former.close()
    clock.goes_on(-3_600)
    beat = start()
    live(beat, clock, 25)

    assert names(beat) == {"sweep", "seal"}


def test_a_clock_that_is_set_forward_asks_once_for_what_was_missed(start, clock):
    beat = start()
    live(beat, clock, 30)
    clock.goes_on(7_200)
    beat.asked.clear()
    live(beat, clock, 4)

    assert sorted(name for name, _at in beat.asked) == ["learn", "seal", "sweep"]


@pytest.mark.parametrize("night", [datetime(2026, 10, 25, 0, 59, tzinfo=UTC), datetime(2027, 3, 28, 0, 59, tzinfo=UTC)])
def test_the_hour_that_changes_is_an_hour_like_any_other(start, clock, night):
    clock.at = night
    beat = start()
    live(beat, clock, 121)

    assert sum(name == "sweep" for name, _at in beat.asked) == 6


def test_the_worker_of_the_platform_runs_this_beat():
    assert ours.conf.beat_scheduler == "consultation.beat:Scheduler"
