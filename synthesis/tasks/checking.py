"""Every night, whether quotes are still the words they were taken from."""

import logging

from celery import shared_task

from synthesis import verbatim

log = logging.getLogger(__name__)


@shared_task(name="synthesis.tasks.check_quotes")
def check_quotes() -> None:
    """Safe to run twice: what differs is recorded once."""
    swept = verbatim.sweep()
    if swept.altered:
        log.error("%s of %s passages are not verbatim: %s", len(swept.altered), swept.read, swept.altered[:50])
