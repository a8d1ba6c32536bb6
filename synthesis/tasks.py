"""The work of the worker: each task fetches its row, delegates, and is safe to run twice.

A roll-up is opened into one part a question; whoever finishes the last part freezes the snapshot. What a dead worker
or a lost message left behind is found by `sweep`, which looks at the rows, never at Redis.
"""

import hashlib
import logging
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from celery import shared_task
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation

from consultation.notices import hand_over
from synthesis import composing, exports, freezing, gathering, renewing
from synthesis.models import Export, ExportChunk, Job, JobState, RollUp, RollUpPart
from synthesis.rollup import snapshot as snapshots

log = logging.getLogger(__name__)
ATTEMPTS = 3  # after that a job has failed, and says so
CHUNK = 1_000_000  # bytes of an exported file in one row


@shared_task(acks_late=True)
def start_roll_up(pk: int) -> None:
    for part in open_parts(pk):
        hand_over(build_part, part)


@shared_task(acks_late=True)
def build_part(pk: int) -> None:
    rollup_id = finish_part(pk)
    if rollup_id:
        freeze(rollup_id)


@shared_task(acks_late=True)
def make_export(pk: int) -> None:
    finish_export(pk)


@shared_task
def sweep() -> None:
    """Hand over again every job that was asked for and is not being done, and every file that holds a hidden text."""
    for rollup in RollUp.objects.filter(state=JobState.QUEUED).to_send():
        hand_over(start_roll_up, rollup.pk)
    for rollup in RollUp.objects.filter(state=JobState.RUNNING):
        for part in rollup.parts.to_send():
            hand_over(build_part, part.pk)
        freeze(rollup.pk)
    for pk in renewing.renew():
        hand_over(make_export, pk)
    for export in Export.objects.to_send():
        hand_over(make_export, export.pk)


def open_parts(pk: int) -> list[int]:
    """Start a queued roll-up: one part a question, in one transaction. The ids of the parts still to do."""
    with transaction.atomic():
        rollup = RollUp.objects.claim(pk)
        if rollup is None:
            return []
        questions = _questions(rollup)
        RollUpPart.objects.bulk_create(
            [RollUpPart(rollup=rollup, question_id=question) for question in questions], ignore_conflicts=True
        )
        RollUp.objects.filter(pk=pk).update(parts_total=len(questions))
    freeze(pk)  # nothing was asked: the snapshot is empty, but there is one
    return list(rollup.parts.exclude(state=JobState.DONE).order_by("pk").values_list("pk", flat=True))


def finish_part(pk: int) -> int | None:
    """Read one question and keep what it gives. The id of the roll-up, or None when somebody else has the part."""
    from synthesis.rollup.question import read_question  # scikit-learn: for the worker only

    part = RollUpPart.objects.claim(pk)
    if part is None:
        return None
    with at_work(part):
        texts = list(gathering.texts(part.question, part.rollup.cut_off))
        done(part, result=read_question(texts), rows=[freezing.light(text) for text in texts])
        parts_done = RollUpPart.objects.filter(rollup=part.rollup_id, state=JobState.DONE).count()
        RollUp.objects.filter(pk=part.rollup_id).update(parts_done=parts_done, alive_at=timezone.now())
        return part.rollup_id
    RollUp.objects.filter(pk=part.rollup_id, state=JobState.RUNNING).update(**_outcome_for_rollup(part))
    return None


def freeze(pk: int) -> bool:
    """Write the snapshot of a roll-up whose parts are all done, once."""
    with transaction.atomic():
        rollup = RollUp.objects.select_for_update(of=("self",)).filter(pk=pk, state=JobState.RUNNING).first()
        if rollup is None or rollup.parts.exclude(state=JobState.DONE).exists():
            return False
        rollup.snapshot = freezing.snapshot(rollup)
        rollup.sha256 = snapshots.digest(rollup.snapshot)
        rollup.state, rollup.finished_at, rollup.parts_done = JobState.DONE, timezone.now(), rollup.parts_total
        rollup.save(update_fields=["snapshot", "sha256", "state", "finished_at", "parts_done"])
    return True


def finish_export(pk: int, progress: Callable[[int], None] = lambda percent: None) -> None:
    """Make a file from the document and keep it in rows of CHUNK bytes."""
    export = Export.objects.claim(pk)
    if export is None:
        return

    def say(percent: int) -> None:
        Export.objects.filter(pk=pk).update(progress=percent)
        progress(percent)

    with at_work(export), tempfile.TemporaryFile() as file:
        with translation.override(export.consultation.language):
            document = renewing.as_readable(composing.document(export.synthesis))
        exports.make(document, export.format, file, progress=say)
        _keep(export, file, exports.file_name(document, export.format))
        progress(100)


def _keep(export: Export, file, name: str) -> None:
    digest = hashlib.sha256()
    file.seek(0)
    with transaction.atomic():
        mine = Export.objects.filter(pk=export.pk, state=JobState.RUNNING, attempts=export.attempts)
        if not mine.select_for_update().exists():
            return  # asked for again meanwhile: what is in this file may not be read any more
        export.chunks.all().delete()
        size = 0
        for number, data in enumerate(iter(lambda: file.read(CHUNK), b"")):
            digest.update(data)
            size += len(data)
            ExportChunk.objects.create(export=export, number=number, data=data)
        done(export, progress=100, file_name=name, size=size, sha256=digest.hexdigest())


def _questions(rollup: RollUp) -> list[int]:
    rows = rollup.consultation.themes.order_by("position", "pk", "questions__position", "questions__pk")
    return list(rows.filter(questions__isnull=False).values_list("questions", flat=True))


def done(job: Job, **columns) -> None:
    """Write what a job gave, unless another worker took it over in the meantime."""
    mine = type(job).objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)
    mine.update(state=JobState.DONE, finished_at=timezone.now(), error="", **columns)


def _outcome_for_rollup(part: RollUpPart) -> dict:
    part.refresh_from_db(fields=["state", "error"])
    return {"state": JobState.FAILED, "error": part.error} if part.state == JobState.FAILED else {}


@contextmanager
def at_work(job: Job) -> Iterator[None]:
    """Give signs of life while a job is done; a failure is written on its row, and tried again by the sweep."""
    with _signs_of_life(job):
        try:
            yield
        except Exception as error:
            log.exception("%s %s, attempt %s", type(job).__name__, job.pk, job.attempts)
            last = job.attempts >= ATTEMPTS
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
