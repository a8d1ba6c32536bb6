"""Synthetic contributions: marked, counted, and the same for the same seed."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from consultation.management.commands.stats import figures
from consultation.text import render
from debates.models import Contribution
from demo import scale
from tests.demo.test_loading import assert_counters_are_right


def test_scale_adds_marked_contributions_with_right_counters(demonstration):
    before, out = figures(demonstration), StringIO()
    call_command("demo", "--scale", "50", stdout=out)
    after = figures(demonstration)
    assert after["contributions"] == before["contributions"] + 50
    assert 60 < after["arguments"] - before["arguments"] < 200
    assert 150 < after["reactions"] - before["reactions"] < 600
    assert "50 contributions" in out.getvalue()
    synthetic = Contribution.objects.contributions().filter(channel="synthetic")
    assert synthetic.count() == 50
    assert all("texte d’essai" in text.live.title for text in synthetic)
    assert all(text.live.text and text.decisions.exists() and text.author.origin for text in synthetic)
    assert_counters_are_right(demonstration)


def test_a_second_run_goes_on_where_the_first_stopped(demonstration):
    scale.add(demonstration, 3, 1)
    scale.add(demonstration, 2, 1)
    keys = Contribution.objects.contributions().filter(channel="synthetic").order_by("pk").values_list("key", flat=True)
    assert list(keys) == [f"synthetic-{n}" for n in range(1, 6)]


def test_texts_depend_on_the_seed_and_their_number_alone():
    people = ["demo:synthetic:0", "demo:synthetic:1"]
    one, again, other = scale.Mixer(people, 1), scale.Mixer(people, 1), scale.Mixer(people, 2)
    assert one.contribution(7) == again.contribution(7)
    assert one.contribution(7) != one.contribution(8)
    assert one.contribution(7) != other.contribution(7)


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["-1", "beaucoup", "1.5"])
def test_a_number_that_is_none_is_refused(number):
    with pytest.raises(CommandError, match="--scale"):
        call_command("demo", "--scale", number)


def test_beyond_the_first_ones_the_threads_are_copies_with_right_counters(demonstration, monkeypatch):
    monkeypatch.setattr(scale.copies, "MOULDS", 4)
    out = scale.add(demonstration, 11, 1)
    scale.add(demonstration, 2, 1)

    synthetic = Contribution.objects.filter(channel="synthetic")
    roots = synthetic.contributions()
    assert out.contributions == 11
    assert roots.count() == 13
    numbers = {int(title.rsplit("\u00a0", 1)[1].rstrip(")")) for title in roots.values_list("live__title", flat=True)}
    assert numbers == set(range(1, 14))
    for text in synthetic.select_related("live", "root", "parent"):
        assert text.live.contribution_id == text.pk
        assert text.live.sha256 == render(text.live.body, text.live.title).sha256
        assert text.root is None or text.root.question_id == text.question_id == text.parent.question_id
        assert text.root is None or text.created_at > text.root.created_at
        assert text.search_entry
    assert_counters_are_right(demonstration)
