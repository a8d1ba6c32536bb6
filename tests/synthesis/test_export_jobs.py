"""Files of a synthesis by job: every format is made, who asked is told, what fails says what to do."""

import csv
import io
import json
import resource
from contextlib import contextmanager
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from consultation.models import Notice
from consultation.notices import written
from debates import actions as debate
from debates.models import Reason
from synthesis import actions, exports, failing, renewing, tasks
from synthesis.models import Export, JobState
from tests.factories import StatementFactory, SynthesisFactory
from tests.synthesis.exports.templates_made import ministry_docx

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(consultation, editor):
    return SynthesisFactory(consultation=consultation, by=editor)


@pytest.fixture
def published(draft, theme, extract, editor):
    StatementFactory(synthesis=draft, theme=theme, text="Le bail décourage.", extracts=[extract])
    return actions.publish(draft, by=editor)


def asked(synthesis, by, format="html", **options) -> Export:
    return actions.request_export(synthesis, format=format, by=by, tells=True, **options)


def finished(export: Export) -> Export:
    tasks.finish_export(export.pk)
    export.refresh_from_db()
    return export


def content(export: Export) -> bytes:
    return b"".join(export.data())


def told(person) -> list[tuple[str, str]]:
    return list(Notice.objects.filter(person=person, kind__startswith="export").values_list("kind", "facts__path"))


@contextmanager
def no_room(after: int):
    """No file of this process can be longer: what writing answers on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (after, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("format", Export.READY)
def test_every_format_that_is_offered_is_made(format, draft, theme, extract, editor):
    StatementFactory(synthesis=draft, theme=theme, text="Le bail décourage.", extracts=[extract])
    export = finished(asked(draft, editor, format))
    assert (export.state, export.error) == (JobState.DONE, "")
    assert export.size == len(content(export)) > 0
    assert export.format in exports.MEDIA_TYPES


def test_who_asked_is_told_once_and_led_to_the_page(draft, editor):
    export = finished(asked(draft, editor))
    assert told(editor) == [("export_ready", export.get_absolute_url())]
    subject, body = written(Notice.objects.get(person=editor, kind="export_ready"))
    assert subject == "Votre fichier est prêt"
    assert "HTML" in body
    assert export.get_absolute_url() in body

    Export.objects.filter(pk=export.pk).requeue()
    finished(export)
    assert len(told(editor)) == 1


def test_who_does_not_want_to_be_told_is_not(draft, editor):
    finished(actions.request_export(draft, format="html", by=editor))
    assert told(editor) == []


def test_what_publishing_makes_is_not_announced_file_by_file(published, editor):
    for export in published.exports.filter(format__in=("html", "csv", "json")):
        finished(export)
    assert told(editor) == []


def test_asked_twice_gives_one(published, editor, harvester):
    first = published.exports.get(format="html")
    assert asked(published, editor) == asked(published, harvester) == first
    assert published.exports.filter(format="html").count() == 1
    finished(first)
    assert told(editor) == [("export_ready", first.get_absolute_url())]


def test_a_worker_that_died_before_telling_is_made_up_for(draft, editor):
    export = asked(draft, editor)
    Export.objects.filter(pk=export.pk).update(state=JobState.DONE)
    tasks.sweep()
    assert told(editor) == [("export_ready", export.get_absolute_url())]


def test_a_full_disk_ends_as_failed_with_its_reason_and_is_done_once_there_is_room(client, draft, editor):
    export = asked(draft, editor)
    with no_room(after=4_000):
        for _attempt in range(tasks.ATTEMPTS):
            assert told(editor) == []
            finished(export)

    assert export.state == JobState.FAILED
    assert export.error.startswith("OSError: [Errno 27]")
    assert export.chunks.count() == 0
    client.force_login(editor)
    page = client.get(export.get_absolute_url()).content.decode()
    assert "n’a plus de place" in page
    assert told(editor) == [("export_failed", export.get_absolute_url())]
    _subject, body = written(Notice.objects.get(person=editor, kind="export_failed"))
    assert "n’a plus de place" in body
    assert client.get(reverse("export_file", args=["tiers-lieux", export.pk])).status_code == 404

    client.post(reverse("retry_export", args=["tiers-lieux", export.pk]))
    assert finished(export).state == JobState.DONE
    assert [kind for kind, _path in told(editor)] == ["export_failed", "export_ready"]


@pytest.mark.parametrize(
    ("error", "says"),
    [
        ("TemplateRefused: bad zip", "modèle"),
        ("OSError: [Errno 28] No space left on device", "place"),
        ("NotConverted: pandoc: stack overflow", "format"),
        ("ValueError: x", "exploite"),
    ],
)
def test_what_failed_says_what_to_do(error, says):
    assert says in failing.advice(error)


# --- All public data


def test_data_names_nobody_and_is_the_same_in_every_format(published, contributions, editor):
    author = contributions[0].author
    type(author).objects.filter(pk=author.pk).update(name="Zénobie Quartemonde")
    made = {f: content(finished(published.exports.get(format=f))) for f in exports.DATA}

    with ZipFile(io.BytesIO(made["tables-csv"])) as archive:
        sheets = {name.removesuffix(".csv"): archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    with ZipFile(io.BytesIO(made["tables-json"])) as archive:
        lines = {n.removesuffix(".jsonl"): archive.read(n).decode() for n in archive.namelist()}
    index = {entry["file"]: entry for entry in json.loads(lines.pop("tables.json"))}
    book = load_workbook(io.BytesIO(made["tables-xlsx"]), read_only=True)
    assert len(sheets) == len(lines) == len(index) == len(book.sheetnames)

    assert not [name for name, text in (sheets | lines).items() if "Zénobie" in text]
    for name, text in lines.items():
        records = [json.loads(line) for line in text.splitlines()]
        rows = list(csv.reader(io.StringIO(sheets[f"donnees-{name}"], newline=""), delimiter=";"))
        assert len(records) == len(rows) - 1 == index[f"{name}.jsonl"]["rows"], name
    bodies = [json.loads(line)["id"] for line in lines["contributions"].splitlines()]
    assert bodies == [contribution.pk for contribution in contributions]


def test_data_made_before_a_text_was_hidden_is_not_served_and_made_again(client, published, contributions, moderator):
    export = finished(published.exports.get(format="tables-csv"))
    address = reverse("export_file", args=["tiers-lieux", export.pk])
    assert client.get(address).status_code == 200

    debate.hide(contributions[3], by=moderator, reason=Reason.INSULT)

    assert client.get(address).status_code == 404
    assert export.pk in renewing.renew()
    finished(export)
    with ZipFile(io.BytesIO(content(export))) as archive:
        assert "Sans fibre" not in "".join(archive.read(name).decode() for name in archive.namelist())
    assert client.get(address).status_code == 200


# --- A body's own template


def sent(data: bytes, name: str = "Charte du ministère.docx"):
    return {"file": SimpleUploadedFile(name, data)}


def address(name: str, *args) -> str:
    return reverse(name, args=["tiers-lieux", *args])


@pytest.fixture
def template(client, consultation, editor):
    client.force_login(editor)
    client.post(address("add_report_template"), sent(ministry_docx()))
    return consultation.report_templates.get()


def test_an_editor_gives_a_template_and_files_say_that_they_are_made_with_it(client, template, draft, editor):
    assert (template.format, template.name, template.by) == ("docx", "Charte du ministère.docx", editor)
    page = client.get(address("exports")).content.decode()
    assert "Charte du ministère.docx" in page
    assert template.sha256 in page
    answer = client.get(address("report_template", "docx"))
    assert answer.content == ministry_docx()
    assert "attachment" in answer["Content-Disposition"]

    export = finished(asked(draft, editor, "docx"))

    assert (export.template_name, export.template_sha256) == (template.name, template.sha256)
    with ZipFile(io.BytesIO(content(export))) as archive:
        assert 'w:val="123456"' in archive.read("word/styles.xml").decode()
        assert "Brouillon, non publié" in archive.read("word/header1.xml").decode()
    assert "Charte du ministère.docx" in client.get(export.get_absolute_url()).content.decode()
    assert finished(asked(draft, editor, "odt")).template_name == ""


def test_a_file_made_before_stays_and_another_is_made_when_it_is_asked_for(client, published, editor):
    before = finished(published.exports.get(format="docx"))
    client.force_login(editor)
    client.post(address("add_report_template"), sent(ministry_docx()))
    assert renewing.renew() == []
    before.refresh_from_db()
    assert (before.state, before.template_name) == (JobState.DONE, "")

    after = finished(asked(published, editor, "docx"))
    assert after != before
    assert after.template_name
    assert asked(published, editor, "docx") == after

    client.post(address("remove_report_template", "docx"))
    assert client.get(address("report_template", "docx")).status_code == 404
    assert asked(published, editor, "docx") == before


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"Bonjour", "modele.docx", "Ce n’est pas un fichier Word"),
        (b"", "modele.docx", "Ce fichier est vide"),
        (b"PK" + b"\0" * 5_000_000, "modele.docx", "trop lourd"),
    ],
)
def test_what_is_no_template_is_refused_on_the_page(client, consultation, editor, data, name, says):
    client.force_login(editor)
    answer = client.post(address("add_report_template"), sent(data, name))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert client.post(address("add_report_template")).status_code == 422
    assert not consultation.report_templates.exists()


def test_only_editors_change_the_template_and_only_the_staff_reads_it(client, template, citizen, stranger, harvester):
    for person, reads in ((citizen, 403), (stranger, 403), (harvester, 200)):
        client.force_login(person)
        assert client.post(address("add_report_template"), sent(ministry_docx())).status_code == 403
        assert client.post(address("remove_report_template", "docx")).status_code == 403
        assert client.get(address("report_template", "docx")).status_code == reads


def test_a_template_that_no_longer_serves_fails_the_file_and_says_what_to_do(client, template, draft, editor):
    type(template).objects.update(data=b"PK")
    export = asked(draft, editor, "docx")
    for _attempt in range(tasks.ATTEMPTS):
        finished(export)
    assert export.state == JobState.FAILED
    assert export.error.startswith("TemplateRefused")
    assert "Le modèle déposé n’a pas pu être appliqué" in client.get(export.get_absolute_url()).content.decode()


def test_public_data_are_made_without_the_model_that_tells_languages(draft, theme, extract, editor, monkeypatch):
    """It takes more memory than a million contributions do."""
    StatementFactory(synthesis=draft, theme=theme, extracts=[extract])
    monkeypatch.setattr("consultation.languages.of_passage", lambda passage, whole: pytest.fail("asked for a language"))
    for format in ("tables-csv", "tables-xlsx", "tables-json"):
        export = actions.request_export(draft, format=format, by=editor)
        tasks.finish_export(export.pk)
        export.refresh_from_db()
        assert export.state == JobState.DONE, export.error


def test_a_file_that_ends_each_worker_that_makes_it_fails_at_last(draft, editor):
    export = asked(draft, editor)
    for _killed in range(tasks.LOST):
        assert Export.objects.claim(export.pk)
        Export.objects.filter(pk=export.pk).update(alive_at=timezone.now() - timedelta(days=1))

    export = finished(export)

    assert (export.state, export.error) == (JobState.FAILED, "Deadly: 20 processes ended while they did it")
    assert "mémoire" in failing.advice(export.error)
    assert told(editor) == [("export_failed", export.get_absolute_url())]


def test_a_file_whose_place_was_away_for_long_is_still_made(draft, editor):
    export = asked(draft, editor)
    Export.objects.filter(pk=export.pk).update(attempts=tasks.LOST + 5, error="Away: no answer")
    assert finished(export).state == JobState.DONE
