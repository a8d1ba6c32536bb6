"""The job that seals what was recorded."""

from celery import shared_task

from consultation.audit.chain import seal_waiting


@shared_task
def seal() -> int:
    """Seal what waits, unless another worker is at it; how many entries. Safe to run twice, and at once."""
    return seal_waiting(waits=False)
