"""What takes much memory is done beside a web process: at once, in plain values, and nothing of it stays."""

import os
import signal
import subprocess
import sys
import threading
import time

import psutil
import pytest
from django.core.cache import cache

from consultation import beside
from consultation.embedded.places import PROJECT
from tests.consultation.processes import eventually

ODD = "tests.consultation.odd"


@pytest.fixture(autouse=True)
def serving(monkeypatch):
    """As gunicorn's processes are, and nothing known from before."""
    cache.clear()
    beside.forget()
    monkeypatch.setattr(beside, "is_serving", True)
    yield
    beside.forget()
    assert left() == []


def left() -> list[str]:
    found = (" ".join(child.cmdline()) for child in psutil.Process().children(recursive=True))
    return [words for words in found if "consultation.alone" in words]


def said(caplog) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "consultation.beside"]


def test_all_calls_are_made_in_one_other_process_in_their_order():
    texts = ["un", "deux", "\ud800 «\u202fé\u202f»", "un"]

    found = beside.each(f"{ODD}:twice", [[text] for text in texts])

    assert [text for text, _process in found] == [text * 2 for text in texts]
    ((process,),) = [{process for _text, process in found}]
    assert process != os.getpid()


def test_where_no_pages_are_served_it_is_done_in_place(monkeypatch):
    monkeypatch.setattr(beside, "is_serving", False)

    assert beside.each(f"{ODD}:twice", [["un"]]) == [["unun", os.getpid()]]
    with pytest.raises(ValueError, match="not un"):
        beside.each(f"{ODD}:fails_on", [["un", "un"]])


def test_what_came_of_it_is_kept_for_all_processes_and_outlives_the_cache():
    first = beside.each(f"{ODD}:twice", [["un"]])

    cache.clear()  # Redis came back empty
    assert beside.each(f"{ODD}:twice", [["un"]]) == first

    beside.forget()
    second = beside.each(f"{ODD}:twice", [["un"]])
    beside.forget()  # another process
    assert beside.each(f"{ODD}:twice", [["un"], ["deux"]])[0] == second[0] != first[0]


def test_many_who_ask_for_the_same_have_it_done_once():
    found = []
    ask = lambda: found.extend(beside.each(f"{ODD}:twice", [["un"]]))  # noqa: E731
    threads = [threading.Thread(target=ask) for _reader in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert len(found) == 4
    assert len({process for _text, process in found}) == 1


def test_one_call_that_fails_leaves_the_others_and_no_word_of_it_in_the_log(caplog):
    calls = [["un", "deux"], ["deux", "deux"], ["trois", "deux"]]

    assert beside.each(f"{ODD}:fails_on", calls) == ["un", None, "trois"]

    (line,) = said(caplog)
    assert line.startswith(f"{ODD}:fails_on: ValueError, odd.py:")
    assert "deux" not in line


@pytest.mark.parametrize(
    ("function", "words"),
    [
        ("is_killed", "killed by SIGKILL"),
        ("is_not_plain", "ended with the status 1"),
        ("absent", "AttributeError, alone.py"),
    ],
)
def test_a_process_that_gives_no_answer_is_told_and_not_kept(caplog, function, words):
    assert beside.each(f"{ODD}:{function}", [["un"]]) == [None]

    (line,) = said(caplog)
    assert line.startswith(f"{ODD}:{function}: {words}")
    assert cache.get_many([beside._name(f"{ODD}:{function}", ["un"])]) == {}


def test_what_failed_rests_for_a_while_and_is_then_tried_again(caplog, monkeypatch):
    for _page in range(3):
        assert beside.each(f"{ODD}:is_killed", [["un"]]) == [None]
    assert len(said(caplog)) == 1

    monkeypatch.setattr(beside, "REST", 0)
    assert beside.each(f"{ODD}:is_killed", [["un"]]) == [None]
    assert len(said(caplog)) == 2


def test_one_that_takes_too_long_is_ended(caplog, monkeypatch):
    monkeypatch.setattr(beside, "SECONDS", 1)
    began = time.monotonic()

    assert beside.each(f"{ODD}:sleeps", [[60]]) == [None]

    assert time.monotonic() - began < 20
    assert said(caplog) == [f"{ODD}:sleeps: ended, it took more than 1 seconds"]


def test_it_ends_with_the_process_that_asked_for_it():
    ask = (
        "import os, subprocess, sys\n"
        f"command = [sys.executable, '-m', 'consultation.alone', '{ODD}:sleeps', str(os.getpid()), '30']\n"
        "child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)\n"
        "child.stdin.write(b'[[60]]'); child.stdin.close()\n"
        "print(child.pid, flush=True)\n"
        "child.wait()\n"
    )
    with subprocess.Popen([sys.executable, "-c", ask], cwd=PROJECT, stdout=subprocess.PIPE, text=True) as asking:
        child = psutil.Process(int(asking.stdout.readline()))
        time.sleep(1)  # it has begun
        asking.send_signal(signal.SIGKILL)
    assert eventually(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE, 10)


def test_neither_django_nor_the_settings_are_loaded_there():
    assert beside.each(f"{ODD}:knows_django", [[]]) == [False]
    code = "import sys, consultation.languages, synthesis.drawing; print('django' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
