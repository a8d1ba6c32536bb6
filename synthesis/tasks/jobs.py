"""What every job shares: signs of life while it is done, its outcome written once."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.utils import timezone

from consultation.files.kept import Away
from synthesis.models import Job, JobState

log = logging.getLogger(__name__)
ATTEMPTS = 3  # after that a job has failed, and says so
LOST = 20  # workers that may end while they do one job: it is then what ends them, by the memory that it takes
PATIENCE = 4000  # attempts of a job whose bucket is away: about a day of sweeps


class Deadly(RuntimeError):
    """A job that ends whoever does it."""


def spare_workers(job: Job) -> None:
    """First in the work on a job: Deadly, so that it fails, when LOST workers have ended without a word while at it."""
    if job.attempts > LOST and not job.error.startswith(Away.__name__):
        raise Deadly(f"{job.attempts - 1} processes ended while they did it")


def done(job: Job, **columns) -> bool:
    """Write what a job gave; False, and nothing written, when another worker took it over in the meantime."""
    mine = type(job).objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)
    return mine.update(state=JobState.DONE, finished_at=timezone.now(), error="", **columns) == 1


@contextmanager
def at_work(job: Job) -> Iterator[None]:
    """Give signs of life while a job is done; a failure is written on its row, and tried again by the sweep."""
    with _signs_of_life(job):
        try:
            yield
        except Exception as error:
            is_away = isinstance(error, Away)  # no fault of ours, and told every time that it is tried
            told = (type(job).__name__, job.pk, job.attempts, error)
            log.log(logging.WARNING if is_away else logging.ERROR, "%s %s, attempt %s: %s", *told, exc_info=not is_away)
            last = job.attempts >= (PATIENCE if is_away else ATTEMPTS)
            mine = type(job).objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)
            mine.update(
                state=JobState.FAILED if last else JobState.QUEUED,
                asked_at=timezone.now(),
                error=f"{type(error).__name__}: {error}"[:2000],
            )


@contextmanager
def _signs_of_life(job: Job) -> Iterator[None]:
    finished = threading.Event()

    def beat() -> None:
        while not finished.wait(settings.JOB_LEASE / 4):
            type(job).objects.filter(pk=job.pk, state=JobState.RUNNING).update(alive_at=timezone.now())
        connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        finished.set()
        thread.join()
