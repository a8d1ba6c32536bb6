"""Files that move from one place to another, are compared, saved and restored; what the environment may say."""

import json
from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from administration import doctor
from consultation.backups import Refused, objects, restoring
from consultation.files import addresses
from synthesis.models import Export, ExportChunk, JobState
from tests.consultation.files.conftest import keys, use
from tests.consultation.files.test_in_a_bucket import copied, made
from tests.factories import SynthesisFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(consultation, editor):
    return SynthesisFactory(consultation=consultation, by=editor)


def said(*arguments: str, **options) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, stderr=out, **options)
    return out.getvalue()


def content(export: Export) -> bytes:
    export.refresh_from_db()
    return b"".join(export.data())


def the_files() -> doctor.Finding:
    return next(iter(doctor._files()))


def test_files_follow_the_setting_there_and_back(
    draft, editor, citizen, settings, server, django_capture_on_commit_callbacks
):
    rows, bucket = made(draft, editor), server.bucket("premier")
    other = server.bucket("second")
    whole = content(rows)

    use(settings, server, "s3://premier")
    assert content(rows) == whole
    assert the_files().state == doctor.WARNING
    assert "dont 1 ailleurs" in said("files")
    copied(citizen)
    assert "1 fichiers rangés dans s3://premier" in said("files", "move")
    assert content(rows) == whole
    assert (len(keys(bucket)), ExportChunk.objects.count()) == (2, 0)
    assert the_files().state == doctor.GOOD

    use(settings, server, "s3://second/b", "s3://premier")
    with django_capture_on_commit_callbacks(execute=True):
        assert "2 fichiers" in said("files", "move")
    assert content(rows) == whole
    assert (len(keys(bucket)), len(keys(other))) == (0, 2)

    use(settings, server, "", "s3://second/b")
    with django_capture_on_commit_callbacks(execute=True):
        assert "2 fichiers rangés dans PostgreSQL" in said("files", "move")
    assert content(rows) == whole
    assert rows.stored_at == ""
    assert keys(other) == []


def test_a_file_whose_place_is_forgotten_stays_where_it_is_and_is_said(draft, editor, settings, bucket, server):
    export = made(draft, editor)
    use(settings, server, "")

    with pytest.raises(CommandError, match="1 fichiers sont restés"):
        said("files", "move")
    with pytest.raises(CommandError, match="1 fichiers ne sont pas"):
        said("files", "check")
    use(settings, server, "", "s3://fichiers/site")
    assert said("files", "check", deep=True) == "Tous les fichiers sont là.\n"
    assert content(export)


def test_lost_files_are_found_and_made_again(draft, editor, bucket):
    export, whole = made(draft, editor), made(draft, editor, "csv")
    there = bucket.Object(whole.stored_at.removeprefix("s3://fichiers/"))
    there.put(Body=b"?" * whole.size)
    bucket.Object(export.stored_at.removeprefix("s3://fichiers/")).delete()

    with pytest.raises(CommandError, match="1 fichiers"):
        said("files", "check")
    with pytest.raises(CommandError, match="2 fichiers"):
        said("files", "check", deep=True, again=True)

    assert set(Export.objects.values_list("state", flat=True)) == {JobState.QUEUED}


def test_a_bucket_that_is_away_is_a_finding(bucket, server):
    server.stop()
    try:
        assert the_files().state == doctor.BAD
    finally:
        server.start()


# --- Backups


def test_a_backup_holds_the_objects_and_a_restore_puts_back_what_is_missing(draft, editor, citizen, bucket, tmp_path):
    export, copy = made(draft, editor), copied(citizen)
    held = objects.held()
    objects.copy(tmp_path, held)
    assert [each["is_copied"] for each in held] == [True, True]
    assert objects.altered(tmp_path, held) == []
    whole = content(export)

    bucket.Object(export.stored_at.removeprefix("s3://fichiers/")).delete()
    assert objects.put_back(tmp_path, held) == []

    assert content(export) == whole
    assert {f"s3://fichiers/{key}" for key in keys(bucket)} == {export.stored_at, copy.stored_at}
    assert "Tous les fichiers sont là" in said("files", "check", deep=True)


def test_a_restore_elsewhere_keeps_files_where_new_ones_go(draft, editor, bucket, settings, server, tmp_path):
    export = made(draft, editor)
    whole, held = content(export), objects.held()
    objects.copy(tmp_path, held)

    use(settings, server, "")
    assert objects.put_back(tmp_path, held) == []

    assert content(export) == whole
    assert export.stored_at == ""


def test_what_could_not_be_copied_is_said_and_looked_for(draft, editor, bucket, tmp_path):
    export = made(draft, editor)
    held = objects.held()
    Export.objects.filter(pk=export.pk).update(stored_at="")  # erased while the backup was written
    objects.copy(tmp_path, held)
    assert [each["is_copied"] for each in held] == [False]
    assert objects.put_back(tmp_path, held) == []  # its bucket still has it

    bucket.objects.delete()
    assert objects.put_back(tmp_path, held) == [held[0]["address"]]


@pytest.mark.django_db(transaction=True)
def test_a_copy_that_was_altered_is_refused_before_anything_is_restored(draft, editor, bucket, tmp_path):
    export = made(draft, editor)
    said("backup", str(tmp_path / "a"))
    manifest = json.loads((tmp_path / "a" / "manifest.json").read_text())
    assert [each["address"] for each in manifest["objects"]] == [export.stored_at]
    assert restoring.read(tmp_path / "a")["objects"][0]["is_copied"]

    (tmp_path / "a" / "objects" / export.sha256).write_bytes(b"other")
    with pytest.raises(Refused, match="altérés"):
        restoring.read(tmp_path / "a")


# --- The environment


def test_an_address_says_bucket_folder_server_and_region():
    url = "s3://fichiers/site/?endpoint=https://s3.example.org&region=fr-par"
    made = addresses.stores([url, ""], access_key="k", secret_key="")

    assert list(made) == ["s3://fichiers/site"]
    options = made["s3://fichiers/site"]["OPTIONS"]
    assert (options["bucket_name"], options["location"]) == ("fichiers", "site")
    assert (options["endpoint_url"], options["region_name"]) == ("https://s3.example.org", "fr-par")
    assert (options["addressing_style"], options["secret_key"]) == ("path", None)


@pytest.mark.parametrize(
    "url",
    [
        "fichiers",
        "https://s3.example.org/fichiers",
        "s3://key:secret@fichiers",
        "s3:///site",
        "s3://fichiers?endpoint=s3.example.org",
        "s3://fichiers?adressing=path",
        "s3://fichiers/" + "a" * 200,
    ],
)
def test_what_is_no_address_is_refused_at_the_start(url):
    with pytest.raises(ImproperlyConfigured):
        addresses.stores([url], access_key="", secret_key="")
