"""The work of the worker for the debate: each task delegates, and is safe to run twice."""

from celery import shared_task

from debates import pulse, seen


@shared_task
def take_pulses() -> None:
    """Count again the figures of the consultations whose are old."""
    for consultation in pulse.due().iterator():
        pulse.take(consultation)


@shared_task
def gather_seen() -> int:
    """Bring the pages opened since the last time to the rows (`debates.seen`); how many contributions."""
    return seen.gather()
