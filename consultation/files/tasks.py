"""The periodic look after files."""

from celery import shared_task

from consultation.files import looking_after


@shared_task
def sweep() -> int:
    """Delete what no row names, in the buckets; how many objects. Nothing where no bucket is used."""
    return looking_after.sweep()
