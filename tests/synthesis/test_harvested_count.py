"""The number of passages kept of a contribution goes with them, in the same transaction."""

from importlib import import_module

import pytest
from django.db import connection, transaction

from debates.models import Contribution
from synthesis import actions
from tests.factories import ContributionFactory, NatureFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def contribution(question) -> Contribution:
    return ContributionFactory(question=question, body="Le bail est trop long. Le bail est trop court.")


def kept(contribution: Contribution, harvester, start: int, end: int):
    nature = NatureFactory(consultation=contribution.consultation, key="barrier")
    return actions.keep(contribution.live, start=start, end=end, nature=nature, ideas=[], by=harvester)


def count(contribution: Contribution) -> int:
    contribution.refresh_from_db()
    return contribution.extracts_count


def test_each_passage_counts_once(contribution, harvester):
    kept(contribution, harvester, 0, 22)
    kept(contribution, harvester, 0, 22)
    assert count(contribution) == 1
    kept(contribution, harvester, 23, 46)
    assert count(contribution) == 2


def test_a_passage_given_up_counts_no_more(contribution, harvester):
    extract = kept(contribution, harvester, 0, 22)
    actions.drop(extract, by=harvester)
    assert count(contribution) == 0


def test_what_is_undone_is_not_counted(contribution, harvester):
    with transaction.atomic():
        kept(contribution, harvester, 0, 22)
        transaction.set_rollback(True)
    assert count(contribution) == 0


def test_the_count_is_that_of_the_rows(contribution, harvester):
    """As the migration sets it, and as the demonstration leaves it."""
    kept(contribution, harvester, 0, 22)
    Contribution.objects.update(extracts_count=7)
    with connection.cursor() as cursor:
        cursor.execute(import_module("synthesis.migrations.0002_count_extracts").COUNT)
    assert count(contribution) == 1
