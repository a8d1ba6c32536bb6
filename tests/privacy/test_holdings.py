"""Nothing is held on a person that is not declared: shown, exported, erased."""

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import JSONField

from privacy import reading
from privacy.holdings import HOLDINGS, JSON_COLUMNS
from tests.factories import ContributionFactory, ReactionFactory


def columns():
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if field.concrete:
                yield f"{model._meta.label}.{field.name}", field


def test_every_column_that_leads_to_a_person_is_declared_once():
    there = [name for name, field in columns() if field.is_relation and field.related_model is get_user_model()]
    many_to_many = {f"{get_user_model()._meta.label}.{field.name}" for field in get_user_model()._meta.many_to_many}
    declared = [name for holding in HOLDINGS for name in holding.covers]

    assert sorted(declared) == sorted(set(there) - many_to_many)


def test_every_json_column_is_declared():
    there = {name for name, field in columns() if isinstance(field, JSONField)}

    assert there - set(JSON_COLUMNS) == set()


def test_keys_name_files_and_are_told_apart():
    keys = [holding.key for holding in HOLDINGS]

    assert len(keys) == len(set(keys))
    assert all(key.replace("-", "").isascii() and key.replace("-", "").isalpha() for key in keys)


@pytest.mark.django_db
@pytest.mark.parametrize("holding", HOLDINGS, ids=lambda holding: holding.key)
def test_every_holding_can_be_read(holding, citizen):
    assert all(len(line) == len(holding.columns) for line in holding.lines(citizen))


@pytest.mark.django_db
def test_the_page_of_one_who_did_more_costs_no_more_queries(citizen, question, django_assert_num_queries):
    def act():
        ReactionFactory(by=citizen, contribution=ContributionFactory(question=question))
        ContributionFactory(question=question, author=citizen)

    act()
    full = ("compte", "adresses", "textes", "versions", "reactions")
    with django_assert_num_queries(len(HOLDINGS) + 1 + len(full)):
        reading.held(citizen)
    for _ in range(7):
        act()
    with django_assert_num_queries(len(HOLDINGS) + 1 + len(full)):
        held = {each.holding.key: each for each in reading.held(citizen)}

    assert [held[key].count for key in full] == [1, 1, 8, 8, 8]
    assert (len(held["textes"].lines), held["textes"].more) == (5, 3)
