"""Making a file from the document."""

import hashlib
import tempfile
from collections.abc import Callable
from typing import BinaryIO

from celery import shared_task
from django.db import transaction
from django.utils import translation

from synthesis import archive, composing, exports, renewing
from synthesis.models import Export, ExportChunk, JobState
from synthesis.tasks.jobs import at_work, done

CHUNK = 1_000_000  # bytes of an exported file in one row


@shared_task(acks_late=True, name="synthesis.tasks.make_export")
def make_export(pk: int) -> None:
    finish_export(pk)


def finish_export(pk: int, progress: Callable[[int], None] = lambda percent: None) -> None:
    """Make a file from the document and keep it in rows of CHUNK bytes."""
    export = Export.objects.claim(pk)
    if export is None:
        return

    def say(percent: int) -> None:
        Export.objects.filter(pk=pk).update(progress=percent)
        progress(percent)

    with at_work(export), tempfile.TemporaryFile() as file:
        _keep(export, file, _made(export, file, say))
        progress(100)


def _made(export: Export, file: BinaryIO, say: Callable[[int], None]) -> str:
    """Write the file of an export; its name."""
    if export.format == Export.Format.ARCHIVE:
        return archive.write(export.synthesis, file, say, job=export.pk)
    with translation.override(export.consultation.language):
        document = renewing.as_readable(composing.document(export.synthesis))
    exports.make(document, export.format, file, progress=say)
    return exports.file_name(document, export.format)


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
