"""The work of the worker: what is due is found in the rows, so that a lost message is only late."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from consultation.notices import hand_over, send_notices
from following import actions, telling


@shared_task
def sweep() -> None:
    """Collect what came online, and hand over one job for SHARD readers who are due."""
    look(timezone.now())


@shared_task(acks_late=True)
def tell_readers(first: int, last: int) -> None:
    """Tell the readers of one shard, and send their mails."""
    tell_shard(first, last, timezone.now())


def look(now: datetime) -> None:
    while actions.collect(now):
        pass
    for first, last in telling.shards(now):
        if not hand_over(tell_readers, first, last):
            return


def tell_shard(first: int, last: int, now: datetime) -> None:
    send_notices(telling.tell(first, last, now))
