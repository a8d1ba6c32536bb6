"""Opening a page counts it without writing; gathering gives those seen a later turn, and touches no other row."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from debates import reading, seen
from debates.models import Contribution
from tests.factories import ArgumentFactory, ContributionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_counted():
    seen._redis().delete(seen.COUNTED, seen.TAKEN)
    yield
    seen._redis().delete(seen.COUNTED, seen.TAKEN)


def test_reading_writes_nothing_and_gathering_counts_it(client, question):
    read, unread = ContributionFactory(question=question), ContributionFactory(question=question)
    before = Contribution.objects.values_list("turn", flat=True).get(pk=unread.pk)

    with CaptureQueriesContext(connection) as captured:
        for _ in range(3):
            client.get(read.get_absolute_url())
    assert all(query["sql"].lstrip().startswith("SELECT") for query in captured)
    assert seen.gather() == 1
    assert seen.gather() == 0

    read.refresh_from_db()
    unread.refresh_from_db()
    assert read.seen_count == 3
    assert 3 <= read.turn < 4
    assert (unread.seen_count, unread.turn) == (0, before)


def test_the_least_seen_come_first_and_a_late_one_has_its_chance(client, question):
    early = [ContributionFactory(question=question) for _ in range(3)]
    for contribution in early:
        client.get(contribution.get_absolute_url())
    seen.gather()
    late = ContributionFactory(question=question)

    rows = reading.contributions(question, reading.Filters(sort="least_seen")).rows

    assert rows[0].pk == late.pk
    assert {row.pk for row in rows[1:]} == {contribution.pk for contribution in early}


def test_the_rule_is_said_on_the_page(client, question):
    ContributionFactory(question=question)
    shown = client.get(f"{question.get_absolute_url()}?tri=least_seen").text
    assert "D’abord les contributions dont la page a été le moins ouverte" in shown


def test_an_argument_counts_for_its_page_alone(client, question):
    argument = ArgumentFactory(parent=ContributionFactory(question=question))
    client.get(f"/tiers-lieux/contributions/{argument.pk}/", follow=True)
    assert seen._redis().hgetall(seen.COUNTED) == {str(argument.root_id): "1"}


def test_without_redis_the_page_is_there(client, question, settings):
    contribution = ContributionFactory(question=question)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    seen._redis.cache_clear()
    try:
        assert client.get(contribution.get_absolute_url()).status_code == 200
        assert client.get(contribution.get_absolute_url()).status_code == 200
    finally:
        seen._redis.cache_clear()
        seen._away_until = 0.0


def test_gathering_touches_only_what_was_seen(question, django_assert_num_queries):
    rows = [ContributionFactory(question=question) for _ in range(5)]
    for row in rows[:2]:
        seen.count(row.pk)
    seen.count(10**12)  # gone since
    with django_assert_num_queries(4):  # a transaction, the rows held, the rows written
        assert seen.gather() == 2
