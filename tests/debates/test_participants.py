"""The page of a participant: what everybody may read of a person in one consultation, and nothing else."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from debates import actions
from debates.models import State
from tests.factories import ArgumentFactory, CommuneFactory, ContributionFactory, QuestionFactory, UserFactory

pytestmark = pytest.mark.django_db


def address(person, slug="tiers-lieux") -> str:
    return reverse("participant", args=[slug, person.public_id])


@pytest.fixture
def odile():
    return UserFactory(name="Odile P.", stakeholder="elected", commune=CommuneFactory())


def test_it_shows_the_contributions_and_arguments_of_that_person_here(client, question, odile):
    mine = ContributionFactory(question=question, author=odile, title="Une gare vide")
    ContributionFactory(question=question, title="Un autre sujet")
    ArgumentFactory(parent=ContributionFactory(question=question, title="Le bail"), author=odile, body="Chez nous non.")
    ContributionFactory(author=odile, title="Dans une autre consultation")

    read = client.get(mine.author_url).text

    assert "Odile P." in read
    assert "Une gare vide" in read
    assert "Chez nous non." in read
    assert "Le bail" in read
    assert "Un autre sujet" not in read
    assert "Dans une autre consultation" not in read
    assert '<meta name="robots" content="noindex">' in read


def test_quality_and_commune_are_there_only_while_the_person_shares_them(client, question, odile):
    ContributionFactory(question=question, author=odile)
    assert "Élu ou élue" in client.get(address(odile)).text
    assert "Felletin (23), rural" in client.get(address(odile)).text

    odile.shows_stakeholder = odile.shows_commune = False
    odile.save()

    assert "Élu ou élue" not in client.get(address(odile)).text
    assert "Felletin" not in client.get(address(odile)).text


@pytest.mark.parametrize("state", [State.PENDING, State.HIDDEN, State.WITHDRAWN])
def test_what_is_not_public_is_not_there_even_for_its_author(client, question, odile, state):
    ContributionFactory(question=question, author=odile, title="En ligne")
    ContributionFactory(question=question, author=odile, title="Pas en ligne", state=state)
    client.force_login(odile)

    read = client.get(address(odile)).text

    assert "En ligne" in read
    assert "Pas en ligne" not in read


def test_an_argument_goes_with_the_contribution_it_answers(client, question, odile, moderator):
    root = ContributionFactory(question=question)
    ArgumentFactory(parent=root, author=odile)
    assert client.get(address(odile)).status_code == 200

    actions.hide(root, by=moderator, version=root.live, reason="off_topic", note="")

    assert client.get(address(odile)).status_code == 404


def test_an_argument_stays_when_what_it_answers_is_withdrawn(client, question, odile, citizen):
    root = ContributionFactory(question=question, author=citizen, title="Un titre retiré")
    ArgumentFactory(parent=root, author=odile, body="Je réponds.")
    actions.withdraw(root, by=citizen)

    read = client.get(address(odile)).text

    assert "Je réponds." in read
    assert "Un titre retiré" not in read


def test_nobody_is_told_whether_an_account_exists(client, question, consultation):
    quiet = UserFactory()
    ContributionFactory(question=question, author=quiet, state=State.PENDING)

    for path in (address(quiet), address(quiet).replace(str(quiet.public_id), str(uuid4()))):
        assert client.get(path).status_code == 404
    for made_up in (str(quiet.pk), "x" * 36, "..", "%00"):
        assert client.get(f"/tiers-lieux/participants/{made_up}/").status_code == 404


def test_it_is_read_page_by_page_in_a_constant_number_of_queries(client, question, odile, settings):
    ContributionFactory(question=question, author=odile)
    few = queries(client, address(odile))
    settings.PAGE = 3
    made = [ContributionFactory(question=question, author=odile).pk for _ in range(4)]
    ArgumentFactory(parent=ContributionFactory(question=QuestionFactory(theme=question.theme)), author=odile)
    assert queries(client, address(odile)) == few

    first = client.get(address(odile))
    following = first.context["page"].next
    second = client.get(address(odile), {"apres": following})

    shown = [text.pk for answer in (first, second) for text in answer.context["page"]]
    assert len(shown) == len(set(shown)) == 6
    assert set(made) < set(shown)
    assert client.get(address(odile), {"apres": "inventé"}).status_code == 200


def queries(client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)
