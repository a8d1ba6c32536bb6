"""Making a file from the document."""

import hashlib
import tempfile
from collections.abc import Callable
from typing import Any, BinaryIO

from celery import shared_task
from django.db import transaction
from django.utils import translation

from consultation.notices import tell
from synthesis import failing, making
from synthesis.models import Export, ExportChunk, JobState
from synthesis.tasks.jobs import at_work, done

CHUNK = 1_000_000  # bytes of an exported file in one row


@shared_task(acks_late=True, name="synthesis.tasks.make_export")
def make_export(pk: int) -> None:
    finish_export(pk)


def finish_export(pk: int, progress: Callable[[int], None] = lambda percent: None) -> None:
    """Make a file and keep it in rows of CHUNK bytes; who asked for it is told how it ended."""
    export = Export.objects.claim(pk)
    if export is None:
        return

    def say(percent: int) -> None:
        Export.objects.filter(pk=pk).update(progress=percent)
        progress(percent)

    with at_work(export), tempfile.TemporaryFile() as file:
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
        done(export, progress=100, size=size, sha256=digest.hexdigest(), **columns)
