"""The words of texts and questions, when several threads ask at once."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from debates import words

TYPED = [
    f"{beginning}{ending}"
    for beginning in (
        "travaill",
        "partage",
        "rénov",
        "naïv",
        "entrepr",
        "communic",
        "territori",
        "ouvr",
        "loy",
        "équip",
    )
    for ending in ("er", "ons", "aient", "ement", "ation", "eur", "euse", "iste", "é", "és", "ant", "issement")
]


@pytest.fixture
def impatient():
    """Threads that take turns after every few instructions."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    words.stems.cache_clear()
    yield
    sys.setswitchinterval(before)


def test_threads_that_read_words_at_once_find_the_stems_that_one_alone_finds(impatient):
    alone = {typed: words.stems(typed) for typed in TYPED}
    words.stems.cache_clear()
    with ThreadPoolExecutor(8) as threads:
        found = [list(each) for each in threads.map(lambda _n: [words.stems(typed) for typed in TYPED], range(8))]
    assert all(each == list(alone.values()) for each in found)
