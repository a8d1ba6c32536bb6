"""A page costs the same number of queries with ten times the data."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from synthesis import actions, tasks
from synthesis.models import Synthesis
from tests.factories import ContributionFactory, ExtractFactory, IdeaFactory, QuestionFactory, ThemeFactory

SLUG = "tiers-lieux"


def grow(consultation, times: int) -> None:
    """Add that many themes, each with its questions, contributions, ideas and passages."""
    for _ in range(times):
        theme = ThemeFactory(consultation=consultation)
        root = IdeaFactory(theme=theme)
        for _ in range(2):
            question = QuestionFactory(theme=theme)
            for place in range(3):
                contribution = ContributionFactory(question=question)
                ideas = [IdeaFactory(theme=theme, parent=root)]
                if place:
                    ExtractFactory(contribution=contribution, ideas=ideas)


def roll_up(consultation) -> int:
    rollup = actions.request_roll_up(consultation, by=None)
    for part in tasks.open_parts(rollup.pk):
        tasks.finish_part(part)
    tasks.freeze(rollup.pk)
    return rollup.pk


def count(client, address: str) -> int:
    cache.clear()
    client.get(address)  # what a process remembers for ever
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def pages(consultation) -> dict[str, str]:
    def at(name, *args):
        return reverse(name, args=[SLUG, *args])

    draft = consultation.syntheses.drafts().get()
    return {
        "harvest": at("harvest_desk"),
        "ideas": at("ideas"),
        "rollups": at("rollups"),
        "rollup": at("rollup", consultation.rollups.first().pk),
        "desk": at("synthesis_desk"),
        "statement": at("statement", draft.statements.first().pk),
        "draft": draft.get_absolute_url(),
        "synthesis": at("synthesis"),
        "exports": at("exports"),
    }


@pytest.fixture
def costs(client, consultation, administrator):
    client.force_login(administrator)

    def measured() -> dict[str, int]:
        roll_up(consultation)
        consultation.syntheses.drafts().delete()
        actions.publish(actions.draft(consultation, by=administrator), by=administrator)
        actions.draft(consultation, by=administrator)
        return {name: count(client, address) for name, address in pages(consultation).items()}

    return measured


def test_every_page_costs_the_same_with_more_data(costs, consultation):
    grow(consultation, 1)
    few = costs()
    grow(consultation, 4)

    assert costs() == few
    assert max(few.values()) <= 30
    assert Synthesis.objects.count() == 3
