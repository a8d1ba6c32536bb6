"""The roll-up and the exports in a real Celery worker; a worker that dies in the middle changes nothing."""

import os
import signal
import time

import pytest
from celery import current_app

from synthesis import actions, tasks
from synthesis.models import Export, JobState, RollUp, RollUpPart
from synthesis.waiting import until_done, worker_answers
from tests.factories import ContributionFactory, NatureFactory, QuestionFactory
from tests.running import worker

pytestmark = pytest.mark.django_db(transaction=True)
QUICK = {"JOB_LEASE": "2", "SWEEP_EVERY": "1"}
WORDS = ["bail", "fibre", "train", "école", "salle", "loyer", "café", "atelier", "mairie", "gare", "banque", "poste"]


@pytest.fixture(autouse=True)
def empty_queue():
    """Nothing that another test left in the queue."""
    current_app.control.purge()


@pytest.fixture
def debate(consultation, theme):
    """Three questions of fifty contributions."""
    nature = NatureFactory(consultation=consultation, key="proposal")
    for number in range(3):
        question = QuestionFactory(theme=theme)
        for place in range(50):
            words = " ".join(WORDS[(place * step + number) % 12] for step in (1, 3, 5, 7))
            ContributionFactory(question=question, nature=nature, body=f"Ici le {words} manque {place} fois.")
    return consultation


def eventually(row, reached, patience: float = 60):
    """The row once `reached(row)`; fails after that many seconds."""
    limit = time.monotonic() + patience
    while time.monotonic() < limit:
        row.refresh_from_db()
        if reached(row):
            return row
        time.sleep(0.05)
    raise AssertionError(f"{row!r} is {row.state}: {row.error}")


def is_done(row) -> bool:
    return row.state == JobState.DONE


def undisturbed(like: RollUp) -> RollUp:
    """The same roll-up done here in one go."""
    other = RollUp.objects.create(consultation=like.consultation, cut_off=like.cut_off)
    for part in tasks.open_parts(other.pk):
        tasks.finish_part(part)
    tasks.freeze(other.pk)
    other.refresh_from_db()
    return other


def without_its_number(rollup: RollUp) -> dict:
    meta = {name: value for name, value in rollup.snapshot["meta"].items() if name != "rollup"}
    return rollup.snapshot | {"meta": meta}


def test_a_worker_does_what_the_page_asked_for(debate, editor, tmp_path):
    rollup = actions.request_roll_up(debate, by=editor)
    with worker(tmp_path, **QUICK):
        eventually(rollup, is_done)
        export = actions.request_export(actions.draft(debate, by=editor), format="csv", by=editor)
        eventually(export, is_done)

    assert rollup.parts_done == rollup.parts_total == 3
    assert without_its_number(rollup) == without_its_number(undisturbed(rollup))
    assert len(b"".join(export.data())) == export.size > 0


def test_the_command_line_waits_for_the_worker(debate, editor, tmp_path):
    seen, lines = [], []
    with worker(tmp_path, **QUICK):
        limit = time.monotonic() + 60
        while not worker_answers() and time.monotonic() < limit:
            pass
        rollup = actions.request_roll_up(debate, by=editor)
        rollup = until_done(rollup, tell=lambda row: seen.append(row.parts_done), say=lines.append)

    assert is_done(rollup)
    assert lines == []
    assert seen[-1] == 3


def test_a_worker_killed_in_the_middle_is_replaced_and_the_snapshot_is_the_same(debate, editor, tmp_path):
    rollup = actions.request_roll_up(debate, by=editor)
    with worker(tmp_path, **QUICK) as first:
        eventually(rollup, lambda row: row.parts.filter(state=JobState.RUNNING).exists())
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    rollup.refresh_from_db()
    assert rollup.state == JobState.RUNNING

    (tmp_path / "again").mkdir()
    with worker(tmp_path / "again", **QUICK):
        eventually(rollup, is_done)

    assert rollup.parts.filter(attempts__gt=1).exists()
    assert without_its_number(rollup) == without_its_number(undisturbed(rollup))


def test_the_sweep_takes_up_what_was_claimed_and_never_finished(debate, editor, settings):
    settings.JOB_LEASE = 0.2
    settings.CELERY_TASK_ALWAYS_EAGER = False
    rollup = actions.request_roll_up(debate, by=editor)
    parts = tasks.open_parts(rollup.pk)
    abandoned = RollUpPart.objects.claim(parts[0])
    assert abandoned
    time.sleep(0.3)

    assert parts[0] in RollUpPart.objects.to_send().values_list("pk", flat=True)
    for part in parts:
        tasks.build_part(part)

    rollup.refresh_from_db()
    assert is_done(rollup)
    assert without_its_number(rollup) == without_its_number(undisturbed(rollup))


def test_who_lost_his_lease_writes_nothing_over_the_other(debate, editor, settings):
    settings.JOB_LEASE = 0.1
    export = actions.request_export(actions.draft(debate, by=editor), format="csv", by=editor)
    slow = Export.objects.claim(export.pk)
    time.sleep(0.2)
    tasks.finish_export(export.pk)
    export.refresh_from_db()
    assert is_done(export)

    tasks.done(slow, sha256="0" * 64)

    export.refresh_from_db()
    assert export.sha256 != "0" * 64
    assert b"".join(export.data())
