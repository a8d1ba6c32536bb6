"""The pieces of the television evening: what is counted, what fails, what is printed."""

import os

import pytest

from bench.load import printing, sizes
from bench.load.tally import Tally
from bench.load.watching import Watch


def _tally() -> Tally:
    tally = Tally()
    tally.note("a question", 200, 900)  # while people arrive: no time is kept of it
    tally.begin()
    for took in range(1, 101):
        tally.note("a question", 200, took)
    tally.note("search", 429, 5)
    tally.note("a question", 304, 2)
    tally.end()
    tally.seconds = 10.0
    tally.note("a question", 0, 1)  # cut off by the end
    return tally


def test_times_are_those_after_everybody_arrived():
    told = _tally().told()
    question = told["kinds"]["a question"]
    assert (question["count"], question["p50"], question["p95"], question["p99"]) == (101, 50, 95, 99)
    assert (told["asked"], told["unchanged"], told["all"]["rate"]) == (103, 1, pytest.approx(10.2))


def test_being_told_to_slow_down_is_no_error_and_no_answer_is_one():
    tally = _tally()
    assert tally.told()["throttled"] == 1
    assert tally.told()["errors"] == {}
    for status in (0, 404, 500):
        Tally.note(fresh := Tally(), "post", status, 1, "why")
        assert fresh.told()["errors"] == {f"post {status}": 1}
        assert fresh.told()["examples"] == {f"post {status}": "why"}


def _evening(**changed) -> printing.Evening:
    watch = Watch(dict.fromkeys(printing.BOUNDS, os.getpid))
    watch.begin()
    watch.end()
    crowd = _tally().told() | {"mails": 3, "cpu": 1.0, "memory": 100.0} | changed
    grown = sizes.a_contribution({"debates_version": 1000}, {"debates_version": 5000, "django_session": 2000}, 2)
    return printing.Evening(crowd, watch.parts, grown, [printing.Rolled(12.0, 3.0, 400)], {}, (0.5, 1.5))


def test_the_tables_are_ready_for_a_page_in_markdown():
    told = printing.told(_evening())
    assert "| a question | 101 | 10.10 | 50 | 95 | 99 | 100 |" in told
    assert "| versions | 2.00 |" in told
    assert "| all | 3.00 |" in told
    assert "103 requests in the whole run, 1 throttled (429), errors: none; 1 answered 304; 3 mails taken." in told
    assert "12 s (400 texts read anew; 3 s of them after everybody had left)" in told


def test_an_error_or_too_much_memory_is_a_failure(monkeypatch):
    monkeypatch.setattr(printing, "BOUNDS", dict.fromkeys(printing.BOUNDS, 100_000))
    assert printing.failures(_evening()) == []
    assert printing.failures(_evening(errors={"post 500": 2})) == ["2 × post 500"]
    monkeypatch.setattr(printing, "BOUNDS", dict.fromkeys(printing.BOUNDS, 1))
    assert len(printing.failures(_evening())) == 2
