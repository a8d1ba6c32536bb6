"""Making a file from the document."""

import tempfile
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, BinaryIO

from celery import shared_task
from django.db import transaction
from django.utils import translation

from consultation.files import keeping
from consultation.notices import tell
from synthesis import failing, making
from synthesis.models import Export, JobState
from synthesis.tasks.jobs import at_work, done


@shared_task(acks_late=True, name="synthesis.tasks.make_export")
def make_export(pk: int) -> None:
    finish_export(pk)


def finish_export(pk: int, progress: Callable[[int], None] = lambda percent: None) -> None:
    """Make a file and keep it; who asked for it is told how it ended."""
    export = Export.objects.claim(pk)
    if export is None:
        return

    def say(percent: int) -> None:
        Export.objects.filter(pk=pk).update(progress=percent)
        progress(percent)

    with at_work(export), tempfile.TemporaryFile() as file:
        keeping.require_place()
        _keep(export, file, making.make(export, file, say))
        progress(100)
    tell_who_asked(pk)


@transaction.atomic
def tell_who_asked(pk: int) -> None:
    """Say once, to who wanted to know, that a file is there or could not be made."""
    over = Export.objects.filter(pk=pk, tells=True, state__in=(JobState.DONE, JobState.FAILED))
    export = over.select_for_update(of=("self",)).select_related("by", "synthesis__consultation").first()
    if export is None:
        return
    Export.objects.filter(pk=pk).update(tells=False)
    with translation.override("fr"):  # the words are translated for their reader when the mail is written
        facts = {"format": str(export.get_format_display()), "advice": failing.advice(export.error)}
    kind = {JobState.DONE: "export_ready", JobState.FAILED: "export_failed"}[export.state]
    named = {"title": export.synthesis.title, "consultation": export.consultation.name}
    tell(export.by, kind, path=export.get_absolute_url(), **named, **facts)


def untold() -> list[int]:
    """The files that are over and nobody was told of: their worker died in between."""
    over = Export.objects.filter(tells=True, state__in=(JobState.DONE, JobState.FAILED))
    return list(over.values_list("pk", flat=True))


def _keep(export: Export, file: BinaryIO, columns: dict[str, Any]) -> None:
    """Nothing is kept of what was asked for again meanwhile: it may not be read any more."""
    keeping.keep(export, file, lambda facts: done(export, progress=100, **asdict(facts), **columns))
