"""Making a file from the document."""

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any, BinaryIO

from celery import shared_task
from django.db import transaction
from django.utils import translation

from consultation.files import keeping
from consultation.notices import hand_over, tell
from synthesis import failing, making
from synthesis.models import Export, JobState
from synthesis.tasks import export_parts
from synthesis.tasks.jobs import at_work, done, spare_workers


@shared_task(acks_late=True, name="synthesis.tasks.make_export")
def make_export(pk: int) -> None:
    finish_export(pk)


@shared_task(acks_late=True, name="synthesis.tasks.make_export_part")
def make_export_part(pk: int) -> None:
    if export := finish_export_part(pk):
        hand_over(make_export, export)


def finish_export(pk: int, progress: Callable[[int], None] = lambda percent: None) -> None:
    """Make a file and keep it; who asked for it is told how it ended. One of much data is opened into parts instead,
    or put together where they are made.
    """
    export = Export.objects.claim(pk)
    if export is None:
        return

    def say(percent: int) -> None:
        Export.objects.filter(pk=pk).update(progress=percent)
        progress(percent)

    again = False
    with at_work(export), tempfile.TemporaryFile() as file:
        keeping.require_place()
        if export_parts.is_shared(export):
            again = _take_up(export, file)
        else:  # one in parts is taken up again and again while these are made: it is they that count
            spare_workers(export)
            _keep(export, file, making.make(export, file, say))
            progress(100)
    export_parts.drop_old()
    if again:
        hand_over(make_export, pk)
    tell_who_asked(pk)


def finish_export_part(pk: int) -> int | None:
    """Make a part of a file and keep it. The id of the file when it may be taken up; None while more is to be made."""
    export = export_parts.finish_part(pk)
    export_parts.drop_old()
    return export


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


def _take_up(export: Export, file: BinaryIO) -> bool:
    """Whatever is next of a file made in parts; whether it may be taken up again at once."""
    parts = export_parts.parts_of(export)
    failed = parts.filter(state=JobState.FAILED).values_list("error", flat=True).first()
    if failed is not None:
        export_parts.fail(export.pk, export.asked_at, failed)
        return False
    if not parts.exists():
        return _opened(export)
    if not parts.exclude(state=JobState.DONE).exists():
        return not export_parts.put_together(export, file)
    _send(parts.to_send().order_by("-texts", "pk").values_list("pk", flat=True))
    return False


def _opened(export: Export) -> bool:
    opened = export_parts.open_parts(export)
    if opened is None:
        return False
    _send(opened.others)
    return export_parts.make_part(opened.rest, opened.scope) is not None


def _send(parts: Iterable[int]) -> None:
    for pk in parts:
        hand_over(make_export_part, pk)


def _keep(export: Export, file: BinaryIO, columns: dict[str, Any]) -> None:
    """Nothing is kept of what was asked for again meanwhile: it may not be read any more."""
    keeping.keep(export, file, lambda facts: done(export, progress=100, **asdict(facts), **columns))
