"""A file that several workers make, whose parts lie in a bucket like itself."""

import pytest

from consultation.files import looking_after
from synthesis import actions, tasks
from synthesis.models import Export, ExportPart, ExportPartChunk, JobState
from synthesis.waiting import done_here
from tests.consultation.files.conftest import keys
from tests.factories import ContributionFactory, QuestionFactory, SynthesisFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(consultation, theme, natures, editor, settings, monkeypatch):
    """The data of two questions, asked for; every file is made in parts."""
    settings.EXPORT_PARTS_FROM = 1
    monkeypatch.setattr("synthesis.waiting.TICK", 0)
    for body in ("Un bail plus court.", "Un train le soir."):
        ContributionFactory(question=QuestionFactory(theme=theme), nature=natures["barrier"], body=body)
    draft = SynthesisFactory(consultation=consultation, by=editor)
    return actions.request_export(draft, format="tables-csv", by=editor)


def test_parts_are_objects_that_go_with_the_file(bucket, asked, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tasks.finish_export(asked.pk)
        for part in asked.parts.filter(state=JobState.QUEUED):
            tasks.finish_export_part(part.pk)
    assert len(keys(bucket)) == 3
    assert not ExportPartChunk.objects.exists()
    assert list(looking_after.lost(deep=True)) == []

    with django_capture_on_commit_callbacks(execute=True):
        tasks.finish_export(asked.pk)
    asked.refresh_from_db()
    assert (asked.state, asked.error) == (JobState.DONE, "")
    assert len(b"".join(asked.data())) == asked.size
    assert len(keys(bucket)) == 1


def test_asked_for_again_its_parts_leave_the_bucket(bucket, asked, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tasks.finish_export(asked.pk)
    assert len(keys(bucket)) == 1
    with django_capture_on_commit_callbacks(execute=True):
        Export.objects.filter(pk=asked.pk).requeue()
    assert keys(bucket) == []
    assert not ExportPart.objects.exists()


def test_a_bucket_that_is_away_is_waited_for(bucket, server, asked, settings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tasks.finish_export(asked.pk)
    name = bucket.name
    server.stop()
    for part in asked.parts.filter(state=JobState.QUEUED):
        for _attempt in range(tasks.ATTEMPTS + 1):
            tasks.finish_export_part(part.pk)
    assert set(asked.parts.values_list("state", flat=True)) == {JobState.QUEUED, JobState.DONE}
    server.start()
    server.bucket(name)  # what it held is gone with it

    with django_capture_on_commit_callbacks(execute=True):
        done_here(asked)
    asked.refresh_from_db()
    assert (asked.state, asked.error) == (JobState.DONE, "")
