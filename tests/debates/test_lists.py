"""The list of a question: filters that reveal nothing, orders that hold while new ones arrive, a bounded cost."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultation.models import Stakeholder
from debates import keeping, reading
from debates.models import Contribution, State
from debates.reading import SORTS, Filters
from tests.factories import (
    ArgumentFactory,
    CommuneFactory,
    ContributionFactory,
    ExtractFactory,
    ReactionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def listed(client, question, query: str) -> list[int]:
    return [
        int(pk)
        for pk in re.findall(r'class="card" id="c(\d+)"', client.get(f"{question.get_absolute_url()}?{query}").text)
    ]


def test_a_filter_finds_nobody_by_what_is_only_counted(client, question):
    shown = ContributionFactory(question=question, commune=CommuneFactory(), stakeholder=Stakeholder.ELECTED)
    ContributionFactory(
        question=question,
        commune=CommuneFactory(),
        stakeholder=Stakeholder.ELECTED,
        shows_commune=False,
        shows_stakeholder=False,
    )
    for query in ("territoire=rural", "region=75", "qualite=elected"):
        assert listed(client, question, query) == [shown.pk], query
    assert "Felletin" not in client.get(Contribution.objects.last().get_absolute_url()).text


def test_what_was_harvested_and_what_was_not(client, question):
    kept, other = ContributionFactory(question=question), ContributionFactory(question=question)
    ExtractFactory(contribution=kept)
    assert listed(client, question, "retenues=oui") == [kept.pk]
    assert listed(client, question, "retenues=non") == [other.pk]
    assert "<b>1</b> passage retenu" in client.get(question.get_absolute_url()).text


@pytest.mark.parametrize("sort", SORTS)
def test_reading_on_while_new_ones_arrive_shows_each_once(question, settings, sort):
    settings.PAGE = 2
    before = [ContributionFactory(question=question) for _ in range(7)]
    for number, contribution in enumerate(before):
        for _ in range(number % 3):
            ReactionFactory(contribution=contribution)
        ReactionFactory(contribution=contribution, kind="disagree")
    seen, after = [], ""
    while True:
        page = reading.contributions(question, Filters(sort=sort, after=after))
        seen += [row.pk for row in page]
        ContributionFactory(question=question, created_at=timezone.now())
        if not (after := page.next) or len(seen) > 40:
            break
    assert len(seen) == len(set(seen))
    assert {contribution.pk for contribution in before} <= set(seen)


def test_the_most_divided_come_first(client, question):
    agreed, torn = ContributionFactory(question=question), ContributionFactory(question=question)
    for kind in ("agree", "agree", "agree", "disagree"):
        ReactionFactory(contribution=agreed, kind=kind)
    for kind in ("agree", "agree", "disagree", "disagree"):
        ReactionFactory(contribution=torn, kind=kind)
    assert listed(client, question, "tri=divided") == [torn.pk, agreed.pk]


def cost(client, address: str) -> int:
    """Of a page made anew: nothing of it is kept from before."""
    keeping._memory.things.clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_pages_ask_at_most_10_queries_and_15_signed_in(client, question, citizen, settings):
    root = ContributionFactory(question=question, commune=CommuneFactory())
    for _ in range(10):
        ContributionFactory(question=question, commune=CommuneFactory())
        ArgumentFactory(parent=root, commune=CommuneFactory())
    addresses = [question.get_absolute_url(), root.get_absolute_url()]
    for address in addresses:
        assert cost(client, address) <= 10, address
    client.force_login(citizen)
    few = [cost(client, address) for address in addresses]
    assert max(few) <= 15

    live = root.live
    Contribution.objects.bulk_create(
        Contribution(
            question=question,
            nature=root.nature if number % 2 else None,
            root=None if number % 2 else root,
            parent=None if number % 2 else root,
            depth=0 if number % 2 else 1,
            stance="" if number % 2 else "for",
            author=UserFactory() if number % 200 == 0 else root.author,
            commune=root.commune,
            state=State.PUBLISHED,
            live=live,
            key=f"copy-{number}",
        )
        for number in range(2000)
    )
    assert [cost(client, address) for address in addresses] == few
    client.logout()
    assert all(cost(client, address) <= 10 for address in addresses)


def test_a_card_escapes_what_people_wrote(client, question):
    person = UserFactory(name="<b>Nom</b>")
    ContributionFactory(question=question, author=person, title="<script>alert(1)</script>", body="a < b & c")
    shown = client.get(question.get_absolute_url()).text
    assert "<script>alert" not in shown
    assert "<b>Nom</b>" not in shown
    assert "a &lt; b &amp; c" in shown
