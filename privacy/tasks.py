"""The work of the worker for the data of a person: rows first, claimed, safe to run twice (see `synthesis.tasks`)."""

import tempfile
from dataclasses import asdict
from typing import BinaryIO

from celery import shared_task

from consultation import notices
from consultation.files import keeping
from consultation.notices import hand_over
from privacy import archive, sessions
from privacy.models import Erasure, PersonalExport
from synthesis import parting
from synthesis.tasks import at_work, done, spare_workers


@shared_task(acks_late=True)
def make_personal_export(pk: int) -> None:
    """Make the copy of somebody's data, and tell its owner."""
    export = PersonalExport.objects.claim(pk)
    if export is None:
        return
    with at_work(export), tempfile.TemporaryFile() as file:
        spare_workers(export)
        keeping.require_place()
        archive.write(export.person, file)
        _keep(export, file)


@shared_task(acks_late=True)
def finish_erasure(pk: int) -> None:
    """What is left of somebody who left: rows of sessions, which let nobody in any more, and roll-ups."""
    erasure = Erasure.objects.claim(pk)
    if erasure is None:
        return
    with at_work(erasure):
        spare_workers(erasure)
        person = erasure.person
        sessions.erase(person)
        texts = set(person.contributions.values_list("pk", flat=True)) if erasure.took_texts else set()
        parting.forget(person, texts)
        done(erasure)


@shared_task
def sweep() -> None:
    """Hand over again every job that was asked for and is not being done."""
    for export in PersonalExport.objects.to_send():
        hand_over(make_personal_export, export.pk)
    for erasure in Erasure.objects.to_send():
        hand_over(finish_erasure, erasure.pk)


def _keep(export: PersonalExport, file: BinaryIO) -> None:
    """The bytes and the notice, unless another worker took the job over, or its owner left meanwhile."""

    def finish(facts: keeping.Facts) -> bool:
        ours = done(export, **asdict(facts))
        if ours:
            notices.tell(export.person, "data_ready", path=export.get_absolute_url())
        return ours

    keeping.keep(export, file, finish)
