"""The factories write what the acts would have written."""

import pytest
from factory.django import DjangoModelFactory

from debates.models import State
from tests import factories
from tests.factories import ArgumentFactory, CommuneFactory, ContributionFactory, ExtractFactory, ReactionFactory

FACTORIES = [
    made
    for made in vars(factories).values()
    if isinstance(made, type) and issubclass(made, DjangoModelFactory) and not made._meta.abstract
]


@pytest.mark.django_db
@pytest.mark.parametrize("factory", FACTORIES, ids=lambda made: made.__name__)
def test_each_factory_makes_two_rows_without_being_told_anything(factory):
    factory()
    assert factory().pk


@pytest.mark.django_db
def test_counters_are_kept():
    contribution = ContributionFactory()
    answer = ArgumentFactory(parent=ArgumentFactory(parent=contribution), stance="against")
    ArgumentFactory(parent=contribution, state=State.PENDING)
    ReactionFactory(contribution=contribution)
    contribution.refresh_from_db()
    contribution.question.refresh_from_db()
    assert (contribution.arguments_count, contribution.for_count, contribution.against_count) == (2, 1, 0)
    assert contribution.agree_count == 1
    assert (contribution.question.contributions_count, contribution.question.arguments_count) == (1, 2)
    assert (answer.root, answer.depth) == (contribution, 2)


@pytest.mark.django_db
def test_texts_are_rendered_and_extracts_verbatim():
    contribution = ContributionFactory(title="Un titre", body="Un **mot** fort.\n\nUne suite.")
    extract = ExtractFactory(contribution=contribution)
    assert extract.quote == "Un mot fort." == contribution.live.text[extract.start : extract.end]


@pytest.mark.django_db
def test_communes_of_every_kind():
    kinds = [CommuneFactory(**{trait: True}).kind for trait in ("small_town", "medium_town", "metropolis")]
    assert [CommuneFactory().kind, *kinds] == ["rural", "small_town", "medium_town", "metropolis"]


def test_the_cast(citizen, moderator, harvester, editor, administrator, stranger, consultation, question, natures):
    assert len({person.pk for person in (citizen, moderator, harvester, editor, administrator, stranger)}) == 6
    assert list(natures) == [nature.key for nature in consultation.natures.all()]
    assert question.consultation == consultation
