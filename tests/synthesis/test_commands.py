"""`manage.py rollup` and `manage.py export`, without a worker: the work is done in this process."""

import csv
import io
import json
import stat
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from consultation import placing
from synthesis import actions, gathering, tasks
from synthesis.models import Export, JobState, RollUp, RollUpPart, Synthesis
from tests.factories import ContributionFactory

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_rollup_says_what_it_found(contributions):
    said = run("rollup", "tiers-lieux")

    rollup = RollUp.objects.get()
    assert rollup.state == JobState.DONE
    assert rollup.sha256 in said
    assert "Contributions\u00a0: 4" in said
    assert "Questions\u00a0: 1" in said


def test_rollup_of_an_empty_consultation_is_a_snapshot_all_the_same(consultation):
    assert "Questions\u00a0: 0" in run("rollup", "tiers-lieux")


def test_the_snapshot_is_written_as_json_question_by_question(contributions, question, natures, tmp_path):
    origin = {"origin": "decidim:comment:484", "channel": "decidim", "imported": {"alignment": 1}}
    imported = ContributionFactory(question=question, nature=natures["barrier"], body="Venu d’ailleurs.", **origin)
    path = tmp_path / "consolidation.json"
    path.write_text("ancien")

    said = run("rollup", "tiers-lieux", "--snapshot", str(path))

    assert str(path) in said
    found = json.loads(path.read_text())
    [asked] = found["questions"]
    members = {each["id"]: each for group in asked["groups"] for each in group["contributions"]}
    assert set(members) == {imported.pk, *(text.pk for text in contributions)}
    assert members[imported.pk] == {"id": imported.pk, "imported_id": "484", "origin": "decidim:comment:484"}
    assert members[contributions[0].pk] == {"id": contributions[0].pk}
    assert (asked["count"], asked["title"]) == (5, question.title)
    assert found["sha256"] == RollUp.objects.get().sha256
    assert [file.name for file in tmp_path.iterdir()] == ["consolidation.json"]


def test_another_run_writes_the_same_bytes(contributions, tmp_path):
    for name in ("une.json", "deux.json"):
        run("rollup", "tiers-lieux", "--snapshot", str(tmp_path / name))

    assert (tmp_path / "une.json").read_bytes() == (tmp_path / "deux.json").read_bytes()


@pytest.mark.parametrize(
    ("path", "why"), [("/nulle/part/x.json", "Impossible d’écrire /nulle/part/x.json"), ("/tmp", "est un dossier")]
)
def test_a_snapshot_that_cannot_be_written_is_said_before_anything_is_done(contributions, path, why):
    with pytest.raises(CommandError, match=why):
        run("rollup", "tiers-lieux", "--snapshot", path)
    assert not RollUp.objects.exists()


def test_a_full_disk_leaves_the_file_that_was_there(tmp_path):
    path = tmp_path / "consolidation.json"
    path.write_text("ancien")

    def pieces():
        yield b"{"
        raise OSError(28, "No space left on device")

    with pytest.raises(CommandError, match=r"Impossible d’écrire .*consolidation.json.*No space left"):
        placing.place(path, pieces())

    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("consolidation.json", "ancien")]


def test_a_roll_up_left_by_a_dead_worker_is_finished_with_the_same_result(contributions, settings):
    run("rollup", "tiers-lieux")
    undisturbed = RollUp.objects.get()
    left = RollUp.objects.create(consultation=undisturbed.consultation, cut_off=undisturbed.cut_off)
    (part,) = tasks.open_parts(left.pk)
    assert RollUpPart.objects.claim(part)  # by somebody who then dies
    settings.JOB_LEASE = 0.2

    run("rollup", "tiers-lieux")

    left.refresh_from_db()
    assert left.state == JobState.DONE
    assert left.snapshot["questions"] == undisturbed.snapshot["questions"]
    assert left.snapshot["figures"] == undisturbed.snapshot["figures"]
    assert part in left.parts.filter(attempts=2).values_list("pk", flat=True)


def test_a_roll_up_that_fails_is_an_error_that_says_why(contributions, monkeypatch):
    monkeypatch.setattr(gathering, "BATCH", 0)  # PostgreSQL cannot be read by nought rows at a time

    with pytest.raises(CommandError, match=r"La consolidation a échoué.*ValueError"):
        run("rollup", "tiers-lieux")

    rollup = RollUp.objects.get()
    assert rollup.state == JobState.FAILED
    assert rollup.parts.get().attempts == tasks.ATTEMPTS


@pytest.mark.parametrize(
    "command", [["rollup", "nulle-part"], ["export", "nulle-part", "--format", "csv", "--out", "x"]]
)
def test_an_unknown_consultation_is_said_with_those_there_are(consultation, command):
    with pytest.raises(CommandError, match=r"Pas de consultation.*nulle-part.*tiers-lieux"):
        run(*command)


def test_export_writes_the_draft_when_nothing_is_published(contributions, extract, tmp_path):
    path = tmp_path / "synthese.csv"

    said = run("export", "tiers-lieux", "--format", "csv", "--out", str(path))

    assert str(path) in said
    assert "Brouillon" in path.read_text("utf-8-sig")
    assert extract.quote in path.read_text("utf-8-sig")
    assert list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    assert [file.name for file in tmp_path.iterdir()] == ["synthese.csv"]
    assert Synthesis.objects.get().state == Synthesis.State.DRAFT


def test_export_writes_the_last_published_version(contributions, extract, editor, tmp_path):
    actions.publish(actions.draft(editor.memberships.get().consultation, by=editor), by=editor)
    path = tmp_path / "synthese.html"

    run("export", "tiers-lieux", "--format", "html", "--out", str(path))

    export = Export.objects.get(format="html")
    assert path.read_bytes() == b"".join(export.data())
    assert path.stat().st_size == export.size
    assert stat.S_IMODE(path.stat().st_mode) & stat.S_IRUSR
    run("export", "tiers-lieux", "--format", "html", "--out", str(path))
    assert Export.objects.filter(format="html").count() == 1


def test_export_replaces_the_file_that_was_there(contributions, extract, tmp_path):
    path = tmp_path / "synthese.csv"
    path.write_text("ancien")

    run("export", "tiers-lieux", "--format", "csv", "--out", str(path))

    assert "ancien" not in path.read_text("utf-8-sig")


@pytest.mark.parametrize(
    ("format", "out", "why"),
    [
        ("doc", "x.doc", "Format «\u202fdoc\u202f» inconnu. Choisissez\u00a0: pdf, docx"),
        ("", "x.pdf", "inconnu"),
        ("csv", "", "Dites où écrire"),
        ("csv", "/nulle/part/x.csv", "Impossible d’écrire /nulle/part/x.csv"),
        ("csv", "/tmp", "est un dossier"),
    ],
)
def test_export_says_what_it_cannot_do_before_doing_anything(consultation, format, out, why):
    with pytest.raises(CommandError, match=why):
        run("export", "tiers-lieux", "--format", format, "--out", out)
    assert not Synthesis.objects.exists()
    assert not Path(out or "x").with_suffix(".part").exists()
