"""Files whose bytes lie in a bucket: made, fetched by who may, erased, and never half there."""

import io
import tracemalloc
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from zipfile import ZipFile

import pytest
from django.urls import reverse
from django.utils import timezone

from consultation.files import looking_after
from consultation.files.kept import Away
from privacy import actions as privacy_actions
from privacy import periodic
from privacy import tasks as privacy_tasks
from privacy.models import PersonalExport, PersonalExportChunk
from synthesis import actions, parting, tasks
from synthesis.models import Export, ExportChunk, JobState, Synthesis
from tests.consultation.files.conftest import keys
from tests.factories import ContributionFactory, SynthesisFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(consultation, editor):
    return SynthesisFactory(consultation=consultation, by=editor)


def made(draft: Synthesis, by, format: str = "html") -> Export:
    export = actions.request_export(draft, format=format, by=by, tells=True)
    tasks.finish_export(export.pk)
    export.refresh_from_db()
    return export


def copied(person) -> PersonalExport:
    export = privacy_actions.request_export(person)
    privacy_tasks.make_personal_export(export.pk)
    export.refresh_from_db()
    return export


def page_of(export: Export) -> str:
    return reverse("export_file", args=[export.consultation.slug, export.pk])


def an_hour_later(monkeypatch) -> None:
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr(looking_after.timezone, "now", lambda: later)


# --- Made, fetched, refused, erased


def test_a_file_goes_to_the_bucket_and_is_handed_over_word_for_word(client, bucket, draft, editor, citizen):
    export = made(draft, editor)

    assert (export.state, export.error) == (JobState.DONE, "")
    assert [f"s3://fichiers/{key}" for key in keys(bucket)] == [export.stored_at]
    assert export.stored_at.startswith("s3://fichiers/site/synthesis.export/")
    assert not ExportChunk.objects.exists()
    there = bucket.Object(export.stored_at.removeprefix("s3://fichiers/")).get()["Body"].read()
    assert (len(there), sha256(there).hexdigest()) == (export.size, export.sha256)

    client.force_login(editor)
    answer = client.get(page_of(export))
    assert (answer.status_code, answer["Content-Length"]) == (200, str(export.size))
    assert b"".join(answer.streaming_content) == there
    client.force_login(citizen)
    assert client.get(page_of(export)).status_code == 404
    client.logout()
    assert client.get(page_of(export)).status_code == 404


def test_the_bucket_shows_nothing_to_who_has_no_key(bucket, draft, editor, server):
    export = made(draft, editor)
    acl = bucket.Object(export.stored_at.removeprefix("s3://fichiers/")).Acl()

    assert [grant["Grantee"]["Type"] for grant in acl.grants] == ["CanonicalUser"]
    assert "editeur" not in export.stored_at
    assert draft.consultation.slug not in export.stored_at


def test_a_copy_of_somebodys_data_is_hers_alone_and_goes_with_its_row(
    client, bucket, citizen, stranger, django_capture_on_commit_callbacks
):
    export = copied(citizen)
    address = reverse("personal_export_file", args=[export.token])
    assert len(keys(bucket)) == 1
    assert not PersonalExportChunk.objects.exists()

    client.force_login(stranger)
    assert client.get(address).status_code == 404
    client.force_login(citizen)
    assert ZipFile(io.BytesIO(b"".join(client.get(address).streaming_content))).testzip() is None

    PersonalExport.objects.update(finished_at=timezone.now() - timedelta(days=8))
    with django_capture_on_commit_callbacks(execute=True):
        assert periodic.erase_due(timezone.now())["exports"] == 1
    assert keys(bucket) == []


def test_who_leaves_takes_the_copy_along_after_the_commit_only(bucket, citizen, django_capture_on_commit_callbacks):
    copied(citizen)
    with django_capture_on_commit_callbacks() as callbacks:
        privacy_actions.erase(citizen, by=citizen, texts=privacy_actions.KEEP)
    assert len(keys(bucket)) == 1
    for callback in callbacks:
        callback()

    assert keys(bucket) == []


def test_a_withdrawn_text_takes_the_files_that_may_hold_it_along(
    bucket, draft, question, editor, django_capture_on_commit_callbacks
):
    text = ContributionFactory(question=question)
    export = made(draft, editor, "tables-csv")
    with django_capture_on_commit_callbacks(execute=True):
        parting.part({text.pk}, words_of={text.pk}, legible=set())
    export.refresh_from_db()

    assert (export.state, export.stored_at) == (JobState.QUEUED, "")
    assert keys(bucket) == []
    tasks.finish_export(export.pk)
    export.refresh_from_db()
    assert [f"s3://fichiers/{key}" for key in keys(bucket)] == [export.stored_at]


def test_a_file_made_again_replaces_its_object(bucket, draft, editor, django_capture_on_commit_callbacks):
    export = made(draft, editor)
    Export.objects.filter(pk=export.pk).requeue()
    with django_capture_on_commit_callbacks(execute=True):
        tasks.finish_export(export.pk)
    first = export.stored_at
    export.refresh_from_db()

    assert export.stored_at != first
    assert [f"s3://fichiers/{key}" for key in keys(bucket)] == [export.stored_at]


# --- What goes wrong


def test_a_job_waits_for_a_bucket_that_is_away_as_long_as_it_takes(client, bucket, draft, editor, server):
    export = actions.request_export(draft, format="html", by=editor, tells=True)
    server.stop()
    try:
        for _attempt in range(tasks.ATTEMPTS + 2):
            tasks.finish_export(export.pk)
        export.refresh_from_db()
        assert (export.state, export.attempts) == (JobState.QUEUED, tasks.ATTEMPTS + 2)
        client.force_login(editor)
        assert "Le dépôt des fichiers ne répond pas" in client.get(export.get_absolute_url()).content.decode()
    finally:
        server.start()
    server.bucket("fichiers")

    tasks.finish_export(export.pk)

    export.refresh_from_db()
    assert export.state == JobState.DONE


def test_a_file_in_a_bucket_that_is_away_is_answered_503(client, bucket, draft, editor, citizen, server):
    export, copy = made(draft, editor), copied(citizen)
    server.stop()
    try:
        client.force_login(editor)
        answer = client.get(page_of(export))
        client.force_login(citizen)
        hers = client.get(reverse("personal_export_file", args=[copy.token]))
    finally:
        server.start()
        server.bucket("fichiers")

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "Rien n’est perdu" in answer.content.decode()
    assert "no-store" in hers["Cache-Control"]
    assert hers.status_code == 503


def test_erasing_somebody_does_not_wait_for_the_bucket_and_the_sweep_makes_up_for_it(
    bucket, citizen, monkeypatch, settings, django_capture_on_commit_callbacks
):
    export = copied(citizen)
    wrong = settings.STORAGES["s3://fichiers/site"]["OPTIONS"]
    away = wrong | {"endpoint_url": "http://127.0.0.1:9"}
    settings.STORAGES = settings.STORAGES | {
        "s3://fichiers/site": {"BACKEND": "consultation.files.s3.Bucket", "OPTIONS": away}
    }
    with django_capture_on_commit_callbacks(execute=True):
        privacy_actions.erase(citizen, by=citizen, texts=privacy_actions.KEEP)
    assert not PersonalExport.objects.filter(pk=export.pk).exists()
    assert len(keys(bucket)) == 1
    settings.STORAGES = settings.STORAGES | {
        "s3://fichiers/site": {"BACKEND": "consultation.files.s3.Bucket", "OPTIONS": wrong}
    }

    assert looking_after.sweep() == 0  # too young: its row may be on its way
    an_hour_later(monkeypatch)
    assert looking_after.sweep() == 1
    assert keys(bucket) == []


def test_the_sweep_leaves_what_a_row_names_and_what_is_not_ours(bucket, draft, editor, monkeypatch):
    export = made(draft, editor)
    bucket.put_object(Key="site/notes.txt", Body=b"not ours")
    bucket.put_object(Key="elsewhere/synthesis.export/1-a", Body=b"of another site")
    bucket.put_object(Key="site/synthesis.export/1-a", Body=b"of a worker that died")
    begun = bucket.Object("site/synthesis.export/2-b").initiate_multipart_upload()
    begun.Part(1).upload(Body=b"half")
    an_hour_later(monkeypatch)

    assert looking_after.sweep() == 2  # the dead worker's, and the upload, which this server dates of 2010

    named = export.stored_at.removeprefix("s3://fichiers/")
    assert keys(bucket) == ["elsewhere/synthesis.export/1-a", "site/notes.txt", named]
    assert list(bucket.multipart_uploads.all()) == []


def test_what_is_asked_for_again_while_it_is_made_leaves_nothing(bucket, draft, editor):
    export = Export.objects.claim(actions.request_export(draft, format="html", by=editor).pk)
    Export.objects.filter(pk=export.pk).update(state=JobState.QUEUED)
    tasks.exporting._keep(export, io.BytesIO(b"too late"), {})

    assert keys(bucket) == []
    assert Export.objects.get(pk=export.pk).state == JobState.QUEUED


def test_bytes_that_changed_are_never_handed_over_whole(client, bucket, draft, editor):
    export = made(draft, editor)
    there = bucket.Object(export.stored_at.removeprefix("s3://fichiers/"))
    whole = there.get()["Body"].read()
    client.force_login(editor)

    there.put(Body=whole[:-1])
    assert client.get(page_of(export)).status_code == 503
    there.put(Body=whole[:-1] + b"?")
    with pytest.raises(Away, match="not the bytes"):
        b"".join(export.data())
    there.delete()
    assert client.get(page_of(export)).status_code == 503


def test_keys_that_do_not_open_are_told_as_away(bucket, draft, editor, server):
    bucket.objects.delete()
    bucket.delete()
    export = made(draft, editor)
    server.bucket("fichiers")

    assert (export.state, export.error[:5]) == (JobState.QUEUED, "Away:")


@contextmanager
def memory_at_most(peak: int):
    """Python holds no more bytes than that, at any moment of this block, beyond what it held before."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < peak
    finally:
        tracemalloc.stop()


def test_a_large_file_passes_in_bounded_memory(bucket, draft, editor, tmp_path):
    export = made(draft, editor)
    large = tmp_path / "large"
    with large.open("wb") as file:
        for number in range(80):
            file.write(bytes([number]) * 1_000_000)
    Export.objects.filter(pk=export.pk).update(state=JobState.RUNNING, attempts=7)
    export.attempts = 7

    with memory_at_most(40_000_000), large.open("rb") as file:
        tasks.exporting._keep(export, file, {})
    export.refresh_from_db()
    with memory_at_most(10_000_000):
        read = sum(len(data) for data in export.data())

    assert (export.state, read) == (JobState.DONE, 80_000_000)
