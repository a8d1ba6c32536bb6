"""The moderators' page says what the desk does: its keys, its filters, its acts, its limits."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from debates import actions
from debates.models import Decision, Hold

ROOT = Path(settings.ROOT)
GUIDE = (ROOT / "docs/fr/moderation.md").read_text()


def test_every_key_of_the_desk_is_told_and_none_besides():
    templates = "".join(path.read_text() for path in (ROOT / "templates/moderation").glob("*.html"))
    there = set(re.findall(r'data-key="(\w)"', templates))
    told = set(re.findall(r"`([a-z])`", GUIDE))
    assert there
    assert told == there


@pytest.mark.parametrize("kind", [kind for kind in Hold.Kind if kind != Hold.Kind.REPORTED])
def test_every_filter_is_told(kind):
    assert str(kind.label) in GUIDE


def test_the_time_to_take_back_and_the_length_of_the_word_are_those_of_the_code():
    assert (actions.UNDO_FOR.seconds, "pendant deux minutes" in GUIDE) == (120, True)
    assert f"({Decision._meta.get_field('note').max_length}\ncaractères)" in GUIDE
