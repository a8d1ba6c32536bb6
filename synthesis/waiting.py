"""Waiting for a job on a command line: a worker does it, or this process with the same functions."""

import time
from collections.abc import Callable

from celery.exceptions import CeleryError
from django.conf import settings
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from consultation.celery import app
from synthesis import tasks
from synthesis.models import Export, JobState, RollUp

TICK = 0.3  # seconds between two looks at the row
ACTIVE = (JobState.QUEUED, JobState.RUNNING)
Tell = Callable[[RollUp | Export], None]


def worker_answers(patience: float = 1) -> bool:
    """Whether at least one worker says that it is there, within `patience` seconds."""
    try:
        return bool(app.control.ping(timeout=patience))
    except (OperationalError, CeleryError, RedisError, OSError):
        return False


def until_done(job: RollUp | Export, *, tell: Tell, say: Callable[[str], None]) -> RollUp | Export:
    """Wait until a worker has finished the job, or do it here when none answers; the row as it then is.

    `tell` is given the row each time it may have moved, `say` a line for the person.
    """
    # A worker that is busy may not answer, but then it has taken the job.
    if worker_answers() or _seen(job, tell).state != JobState.QUEUED:
        job = _followed(job, tell)
        if job.state not in ACTIVE:
            return job
        say(_("Le worker ne répond plus : le travail continue dans ce processus."))
    else:
        say(_("Aucun worker ne répond : le travail se fait dans ce processus."))
    return done_here(job, tell)


def _followed(job: RollUp | Export, tell: Tell) -> RollUp | Export:
    """The job once it is over, or once nobody has touched it for a lease and no worker answers."""
    moved, before = time.monotonic(), None
    while True:
        job = _seen(job, tell)
        if job.state not in ACTIVE:
            return job
        now = (job.state, job.attempts, _progress(job))
        if now != before:
            moved, before = time.monotonic(), now
        elif time.monotonic() - moved > settings.JOB_LEASE and not worker_answers():
            return job
        time.sleep(TICK)


def _progress(job: RollUp | Export) -> int:
    return job.parts_done + job.texts_read if isinstance(job, RollUp) else job.progress


def done_here(job: RollUp | Export, tell: Tell = lambda row: None) -> RollUp | Export:
    """Do what is free; what another process holds is waited for until it is done or its lease is over."""
    step = _roll_up_step if isinstance(job, RollUp) else _export_step
    while True:
        step(job, tell)
        job = _seen(job, tell)
        if job.state not in ACTIVE:
            return job
        time.sleep(TICK)


def _roll_up_step(rollup: RollUp, tell: Tell) -> None:
    tasks.open_parts(rollup.pk)
    for shard in rollup.shards.exclude(state=JobState.DONE).order_by("pk").values_list("pk", flat=True):
        tasks.finish_shard(shard)
        _seen(rollup, tell)
    for part in rollup.parts.exclude(state=JobState.DONE).order_by("pk").values_list("pk", flat=True):
        tasks.finish_part(part)
        _seen(rollup, tell)
    tasks.freeze(rollup.pk)


def _export_step(export: Export, tell: Tell) -> None:
    tasks.finish_export(export.pk, progress=lambda percent: _seen(export, tell))
    for part in export.parts.exclude(state=JobState.DONE).order_by("pk").values_list("pk", flat=True):
        tasks.finish_export_part(part)
        _seen(export, tell)


def _seen(job: RollUp | Export, tell: Tell) -> RollUp | Export:
    rows = type(job).objects
    job = (rows.defer("snapshot") if isinstance(job, RollUp) else rows).get(pk=job.pk)
    tell(job)
    return job
