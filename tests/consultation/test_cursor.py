"""Lists read by key."""

import json
from base64 import urlsafe_b64encode

import pytest
from django.db.models import CharField, Value

from consultation.cursor import is_sound, page
from debates.models import Contribution
from tests.factories import ContributionFactory

pytestmark = pytest.mark.django_db


def walk(key: str, size: int) -> list[int]:
    seen, after = [], ""
    while True:
        found = page(Contribution.objects.all(), key=key, size=size, after=after)
        seen += [row.pk for row in found]
        if not found.next:
            return seen
        after = found.next


@pytest.mark.parametrize("key", ["created_at", "agree_count", "arguments_count"])
def test_every_row_comes_once_in_order(question, key):
    for count in (0, 3, 3, 1, 2, 3, 0):
        ContributionFactory(question=question, agree_count=count, arguments_count=count)

    seen = walk(key, size=2)

    expected = Contribution.objects.order_by(f"-{key}", "-pk").values_list("pk", flat=True)
    assert seen == list(expected)


def test_what_arrives_meanwhile_moves_nothing(question):
    for _ in range(4):
        ContributionFactory(question=question)
    first = page(Contribution.objects.all(), key="created_at", size=2)
    ContributionFactory(question=question)

    second = page(Contribution.objects.all(), key="created_at", size=2, after=first.next)

    assert not {row.pk for row in first} & {row.pk for row in second}
    assert len(second) == 2


@pytest.mark.parametrize(
    "made_up",
    ["x", "!!!", "W10", "WzEsMl0", "WyJhIiwxXQ", "bnVsbA", "W251bGwsIDFd", "WzFlOTk5LCAxXQ", "WyJcdTAwMDAiLCAxXQ", "é"],
)
def test_a_made_up_cursor_shows_the_first_page(question, made_up):
    contribution = ContributionFactory(question=question)

    for key in ("created_at", "agree_count"):
        assert page(Contribution.objects.all(), key=key, size=2, after=made_up).rows in ([contribution], [])


@pytest.mark.parametrize("made_up", ["\x00", "\ud800", "a\x00"])
def test_a_made_up_cursor_of_words_shows_the_first_page(question, made_up):
    contribution = ContributionFactory(question=question)
    rows = Contribution.objects.annotate(word=Value("a", output_field=CharField()))
    after = urlsafe_b64encode(json.dumps([made_up, 1]).encode()).decode()

    assert page(rows, key="word", size=2, after=after, descending=False).rows == [contribution]
    assert not is_sound(rows, "word", after)
