"""The work of the worker for the debate: each task delegates, and is safe to run twice."""

import time
from itertools import takewhile

from celery import shared_task

from debates import pulse, seen
from debates.actions import campaigns

GATHERING = 240  # seconds


@shared_task
def take_pulses() -> None:
    """Count again the figures of the consultations whose are old."""
    for consultation in pulse.due().iterator():
        pulse.take(consultation)


@shared_task
def gather_campaigns() -> int:
    """Group the imported contributions that nobody compared yet; how many. At most GATHERING seconds of work at once:
    the next run goes on, and two at the same time do not harm each other."""
    until = time.monotonic() + GATHERING
    return sum(1 for _key in takewhile(lambda _key: time.monotonic() < until, campaigns.gather(imported=True)))


@shared_task
def gather_seen() -> int:
    """Bring the pages opened since the last time to the rows (`debates.seen`); how many contributions."""
    return seen.gather()
