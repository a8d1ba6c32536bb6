"""A file of all data that several workers make: the same bytes whoever made what, whatever happens meanwhile."""

import io
import time
import tracemalloc
import zlib
from contextlib import contextmanager
from datetime import timedelta
from tempfile import TemporaryFile
from zipfile import ZipFile

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from consultation.models import Notice
from debates import actions as debate
from debates.models import Reason
from privacy import actions as privacy
from synthesis import actions, tasks
from synthesis.exports import csv_files, pieces
from synthesis.models import Export, ExportPart, ExportPartChunk, JobState
from synthesis.tasks import export_parts
from synthesis.waiting import done_here
from tests.factories import (
    ArgumentFactory,
    ContributionFactory,
    ExtractFactory,
    QuestionFactory,
    ReactionFactory,
    ReadingFactory,
    StatementFactory,
    SynthesisFactory,
)
from tests.together import together

IN_PIECES = ["tables-csv", "tables-json"]
SECRET = "La mairie ferme à midi"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _every_file_is_made_in_parts(settings, monkeypatch):
    settings.EXPORT_PARTS_FROM = 1
    monkeypatch.setattr("synthesis.waiting.TICK", 0)


@pytest.fixture
def debated(consultation, theme, contributions, extract, natures):
    """Three questions, one of them empty; arguments, reactions, passages and readings under two."""
    other = QuestionFactory(theme=theme)
    QuestionFactory(theme=theme)
    for place in range(4):
        text = ContributionFactory(question=other, nature=natures["barrier"], body=f"{SECRET}, {place}.")
        with transaction.atomic():
            ArgumentFactory(parent=text, stance="for")
        ReactionFactory(contribution=text, kind="agree")
    ContributionFactory(question=contributions[0].question, nature=natures["barrier"], body="=cmd()")
    ReadingFactory(contribution=contributions[2], outcome="off_topic")
    ExtractFactory(contribution=text, quote=SECRET)
    return consultation


@pytest.fixture
def draft(debated, theme, extract, editor):
    synthesis = SynthesisFactory(consultation=debated, by=editor)
    StatementFactory(synthesis=synthesis, theme=theme, text="Le bail décourage.", extracts=[extract])
    return synthesis


def asked(synthesis, by, format="tables-csv") -> Export:
    return actions.request_export(synthesis, format=format, by=by, tells=True)


def opened(export: Export) -> list[int]:
    """Taken up by a first worker: the parts that are left."""
    tasks.finish_export(export.pk)
    left = export.parts.exclude(state=JobState.DONE).order_by("pk")
    return list(left.values_list("pk", flat=True))


def content(export: Export) -> bytes:
    export.refresh_from_db()
    assert (export.state, export.error) == (JobState.DONE, "")
    return b"".join(export.data())


def alone(synthesis, by, settings, format: str = "tables-csv") -> bytes:
    """The same file made by one process in one go."""
    enough, settings.EXPORT_PARTS_FROM = settings.EXPORT_PARTS_FROM, 1_000_000
    export = Export.objects.create(synthesis=synthesis, format=format, by=by)
    tasks.finish_export(export.pk)
    settings.EXPORT_PARTS_FROM = enough
    return content(export)


def texts(data: bytes) -> str:
    with ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return "".join(archive.read(name).decode() for name in archive.namelist())


def nothing_is_left() -> bool:
    return not ExportPart.objects.exists() and not ExportPartChunk.objects.exists()


def silent_for_long(rows) -> None:
    rows.update(alive_at=timezone.now() - timedelta(hours=1))


@contextmanager
def one_gets_lost(monkeypatch, function: str):
    """What a worker does until it dies there: nothing after it is written."""

    def dies(*_arguments):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(export_parts, function, dies)
        with pytest.raises(SystemExit):
            yield


# --- The same bytes


@pytest.mark.parametrize("format", IN_PIECES)
def test_one_process_or_parts_in_any_order_make_the_same_bytes(format, draft, editor, settings):
    export = asked(draft, editor, format)
    left = opened(export)
    assert len(left) == 3
    assert [tasks.finish_export_part(pk) for pk in reversed(left)] == [None, None, export.pk]
    tasks.finish_export(export.pk)

    data = content(export)
    assert data == alone(draft, editor, settings, format)
    assert SECRET in texts(data)
    assert nothing_is_left()


def test_whoever_waits_at_a_command_line_makes_all_of_it(draft, editor, settings):
    seen = []
    export = done_here(asked(draft, editor), lambda row: seen.append(row.progress))
    assert content(export) == alone(draft, editor, settings)
    assert seen == sorted(seen)
    assert len(set(seen)) > 3


def test_few_texts_are_made_in_one_go(draft, editor, settings):
    settings.EXPORT_PARTS_FROM = 1_000
    export = asked(draft, editor)
    tasks.finish_export(export.pk)
    assert content(export)
    assert nothing_is_left()


def test_rows_stand_question_by_question(draft, editor, settings, natures, contributions):
    """Whoever posts late under the first question stands with it, in every format."""
    late = ContributionFactory(question=contributions[0].question, nature=natures["barrier"], body="Un mot encore.")
    for enough in (1, 1_000):
        settings.EXPORT_PARTS_FROM = enough
        export = done_here(asked(draft, editor, "tables-json"))
        with ZipFile(io.BytesIO(content(export))) as archive:
            lines = archive.read("contributions.jsonl").decode().splitlines()
        assert f'"id": {late.pk},' in lines[5]
        assert SECRET in lines[6]
        Export.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_one_file(draft, editor, settings):
    export = asked(draft, editor)
    settings.CELERY_TASK_ALWAYS_EAGER = False

    def work():
        while Export.objects.filter(pk=export.pk).exclude(state=JobState.DONE).exists():
            tasks.finish_export(export.pk)
            for part in export.parts.filter(state=JobState.QUEUED).values_list("pk", flat=True):
                tasks.finish_export_part(part)
            time.sleep(0.01)

    assert together(work, work) == []
    assert content(export) == alone(draft, editor, settings)
    assert nothing_is_left()


def test_a_part_is_made_once_and_only_while_it_is_wanted(draft, editor):
    export = asked(draft, editor)
    first, *others = opened(export)
    tasks.finish_export_part(first)
    assert tasks.finish_export_part(first) is None
    assert ExportPart.objects.get(pk=first).attempts == 1
    tasks.finish_export(export.pk)  # a message that comes twice
    export.refresh_from_db()
    assert export.state == JobState.RUNNING
    assert export.progress < 100
    assert others


# --- Workers that die


def test_a_part_whose_worker_died_is_taken_up(draft, editor, settings):
    export = asked(draft, editor)
    first, *_others = opened(export)
    assert ExportPart.objects.claim(first)
    silent_for_long(ExportPart.objects.filter(pk=first))
    tasks.sweep()  # hands over, to workers that are there in tests

    for part in export.parts.to_send().values_list("pk", flat=True):
        tasks.finish_export_part(part)
    assert ExportPart.objects.get(pk=first).attempts == 2
    done_here(export)
    assert content(export) == alone(draft, editor, settings)


def test_a_file_may_wait_for_its_parts_for_as_long_as_these_take(draft, editor):
    export = asked(draft, editor)
    opened(export)
    for _lease in range(tasks.LOST + 5):
        silent_for_long(Export.objects.filter(pk=export.pk))
        tasks.finish_export(export.pk)
    export.refresh_from_db()
    assert (export.state, export.error) == (JobState.RUNNING, "")

    done_here(export)
    export.refresh_from_db()
    assert (export.state, export.error) == (JobState.DONE, "")


def test_a_worker_that_died_while_it_opened_is_made_up_for(draft, editor, settings, monkeypatch):
    export = asked(draft, editor)
    with one_gets_lost(monkeypatch, "make_part"):
        tasks.finish_export(export.pk)
    assert export.parts.get(question=None).state == JobState.RUNNING
    silent_for_long(ExportPart.objects.filter(question=None))
    silent_for_long(Export.objects)

    done_here(export)
    assert content(export) == alone(draft, editor, settings)


def test_a_draft_that_changed_before_that_is_read_anew(draft, editor, settings, monkeypatch):
    export = asked(draft, editor)
    with one_gets_lost(monkeypatch, "make_part"):
        tasks.finish_export(export.pk)
    silent_for_long(ExportPart.objects.filter(question=None))
    draft.statements.all().delete()

    rest = export.parts.get(question=None)
    assert tasks.finish_export_part(rest.pk) == export.pk
    assert nothing_is_left()
    done_here(export)
    assert content(export) == alone(draft, editor, settings)
    assert "Le bail décourage" not in texts(content(export))


def test_a_worker_that_died_while_it_put_them_together_is_made_up_for(draft, editor, settings, monkeypatch):
    export = asked(draft, editor)
    for part in opened(export):
        tasks.finish_export_part(part)
    with one_gets_lost(monkeypatch, "put_together"):
        tasks.finish_export(export.pk)
    assert not Export.objects.to_send().exists()
    silent_for_long(Export.objects)
    assert [row.pk for row in Export.objects.to_send()] == [export.pk]
    tasks.finish_export(export.pk)
    assert content(export) == alone(draft, editor, settings)


def test_the_sweep_sends_parts_and_not_the_file_they_are_of(draft, editor):
    export = asked(draft, editor)
    left = opened(export)
    silent_for_long(Export.objects)
    assert not Export.objects.to_send().exists()
    ExportPart.objects.filter(state=JobState.QUEUED).update(asked_at=timezone.now() - timedelta(minutes=1))
    assert list(ExportPart.objects.to_send().order_by("pk").values_list("pk", flat=True)) == left


# --- What happens meanwhile


def test_asked_for_again_meanwhile_it_is_made_from_the_beginning(draft, editor, settings):
    export = asked(draft, editor)
    first, second, _third = opened(export)
    tasks.finish_export_part(first)
    at_work = ExportPart.objects.select_related("export__synthesis").claim(second)

    Export.objects.filter(pk=export.pk).requeue()

    assert nothing_is_left()
    assert export_parts.make_part(at_work) is None
    assert nothing_is_left()
    done_here(export)
    assert content(export) == alone(draft, editor, settings)


def test_parts_of_before_are_never_put_in(draft, editor, settings):
    """Whatever asks again says so by a new `asked_at`, even where it does not know of parts."""
    export = asked(draft, editor)
    for part in opened(export):
        tasks.finish_export_part(part)
    ExportPart.objects.update(contents={})
    Export.objects.filter(pk=export.pk).update(state=JobState.QUEUED, asked_at=timezone.now())
    done_here(export)
    assert content(export) == alone(draft, editor, settings)


@pytest.mark.parametrize("when", [0, 1, 3])
def test_a_text_hidden_meanwhile_is_not_in_it(when, draft, editor, moderator, settings):
    export = asked(draft, editor)
    left = opened(export)
    hidden = draft.consultation.themes.get().questions.order_by("pk")[1].contributions.filter(root=None).first()
    for part in left[:when]:
        tasks.finish_export_part(part)
    words = hidden.live.text
    debate.hide(hidden, by=moderator, reason=Reason.INSULT)
    for part in left[when:]:
        tasks.finish_export_part(part)
    tasks.finish_export(export.pk)
    export.refresh_from_db()
    assert export.state == JobState.QUEUED
    assert nothing_is_left()

    done_here(export)
    assert words not in texts(content(export))
    assert content(export) == alone(draft, editor, settings)


def test_a_text_that_goes_under_another_question_meanwhile_is_in_it_once(
    draft, editor, moderator, contributions, settings
):
    export = asked(draft, editor)
    first, *others = opened(export)
    tasks.finish_export_part(first)
    last = draft.consultation.themes.get().questions.order_by("pk").last()
    debate.move_to(contributions[3], last, by=moderator)
    for part in others:
        tasks.finish_export_part(part)

    done_here(export)
    assert texts(content(export)).count("Sans fibre") == 3  # as it reads; the version online, as written and as read
    assert content(export) == alone(draft, editor, settings)


def test_who_leaves_meanwhile_takes_the_words_out_of_the_parts_at_once(draft, editor, contributions):
    export = asked(draft, editor)
    for part in opened(export):
        tasks.finish_export_part(part)
    assert ExportPartChunk.objects.exists()
    person = contributions[1].author

    privacy.erase(person, by=person, texts=privacy.TAKE)

    assert nothing_is_left()
    done_here(export)
    assert contributions[1].live.text not in texts(content(export))


def test_a_part_that_cannot_be_made_fails_the_file_and_leaves_nothing(draft, editor, settings, monkeypatch):
    export = asked(draft, editor)
    first, *_others = opened(export)

    def full(*_arguments):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("synthesis.sharing.of_question", full)
        for _attempt in range(tasks.ATTEMPTS):
            tasks.finish_export_part(first)
    export.refresh_from_db()
    assert (export.state, export.error) == (JobState.FAILED, "OSError: [Errno 28] No space left on device")
    assert nothing_is_left()
    tasks.sweep()
    assert Notice.objects.get(person=editor, kind="export_failed")

    actions.retry(export, by=editor)
    done_here(export)
    assert content(export) == alone(draft, editor, settings)


def test_what_cannot_be_put_together_is_read_anew(draft, editor, settings):
    export = asked(draft, editor)
    for part in opened(export):
        tasks.finish_export_part(part)
    ExportPartChunk.objects.all().delete()
    tasks.finish_export(export.pk)
    export.refresh_from_db()
    assert export.state == JobState.QUEUED
    assert export.error.startswith("EOFError")
    assert nothing_is_left()
    done_here(export)
    assert content(export) == alone(draft, editor, settings)


def test_a_file_that_goes_takes_its_parts_along(draft, editor):
    opened(asked(draft, editor))
    Export.objects.all().delete()
    assert nothing_is_left()


# --- Pieces


@given(st.binary(), st.binary())
def test_a_sum_is_known_from_those_of_the_two_ends(first, second):
    assert pieces.joined(zlib.crc32(first), zlib.crc32(second), len(second)) == zlib.crc32(first + second)


def test_putting_together_takes_a_buffer_of_memory():
    noise = b"".join(zlib.crc32(bytes([n])).to_bytes(4, "big") for n in range(256)) * 4_000  # 4 MB
    with TemporaryFile() as spool, TemporaryFile() as out:
        made = []
        for _ in range(8):
            deflated = pieces.Deflated(spool)
            deflated._deflate = zlib.compressobj(0, zlib.DEFLATED, -15)  # as large as it was
            deflated.write(noise)
            made.append(deflated.piece("a.csv", 1))
        tracemalloc.start()
        pieces.put_together([pieces.Told("a.csv", "A", [])], made, csv_files.SHAPE, spool, out)
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert out.tell() > 32_000_000
        assert peak < 4_000_000
        with ZipFile(out) as archive:
            assert archive.testzip() is None
