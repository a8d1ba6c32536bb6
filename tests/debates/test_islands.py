"""A page kept for all participants is, for each of them, the page that would have been made for him alone."""

import re

import pytest
from django.test import Client

from consultation import notices
from consultation.models import Role
from debates import actions, drafts, islands, keeping
from debates.models import Contribution, Reaction
from following import actions as following
from tests.factories import ArgumentFactory, ContributionFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'[A-Za-z0-9]{64}|name="key" value="[0-9a-f]*"')
KINDS = ("plain", "other", "reacted", "follows", "told", "drafted", "answered", "author", "moderator", "technical")


@pytest.fixture
def contribution(question) -> Contribution:
    contribution = ContributionFactory(question=question, title="Un bail plus court")
    ArgumentFactory(parent=contribution, body="Trois ans suffisent.")
    return contribution


def reader(kind: str, contribution: Contribution) -> Client:
    """Somebody signed in whom one thing tells from the others."""
    person = contribution.author if kind == "author" else UserFactory(name=f"Personne <{kind}> & co")
    if kind == "reacted":
        actions.react(contribution, by=person, kind=Reaction.Kind.AGREE)
    elif kind == "follows":
        following.follow(person, contribution)
        following.follow(person, contribution.question)
    elif kind == "told":
        notices.tell(person, "published", heading="Un titre", path="/", consultation="Une consultation")
    elif kind == "drafted":
        drafts.keep(person, contribution.question, contribution.pk, {"body": "Un brouillon de la personne."})
    elif kind == "answered":
        ArgumentFactory(parent=contribution, author=person, state="pending", body="Mon texte en attente.")
    elif kind == "moderator":
        MembershipFactory(consultation=contribution.consultation, user=person, role=Role.MODERATOR)
    elif kind == "technical":
        type(person).objects.filter(pk=person.pk).update(is_staff=True)
    client = Client()
    client.force_login(person)
    return client


def without_tokens(client: Client, address: str) -> str:
    return TOKEN.sub("TOKEN", client.get(address).text)


@pytest.fixture
def made_anew(monkeypatch):
    """Empties what is kept: the next pages are made from the rows."""

    def empty() -> None:
        monkeypatch.setattr(keeping, "_memory", keeping.Memory(1_000_000))

    empty()
    return empty


def test_each_gets_the_page_he_would_get_alone(contribution, made_anew, monkeypatch):
    people = [reader(kind, contribution) for kind in KINDS]
    for address in (contribution.get_absolute_url(), contribution.question.get_absolute_url()):
        with monkeypatch.context() as alone:
            alone.setattr(islands, "of", lambda *args: None)
            expected = []
            for each in people:
                made_anew()
                expected.append(without_tokens(each, address))
        made_anew()
        for _turn in range(2):  # the second is answered with what the first kept
            for kind, each, page in zip(KINDS, people, expected, strict=True):
                assert without_tokens(each, address) == page, kind


def test_each_form_carries_the_token_of_its_reader(contribution, made_anew):
    for kind in ("plain", "other", "third"):
        person = UserFactory(name=f"Jeton {kind}")
        client = Client(enforce_csrf_checks=True)
        client.force_login(person)
        page = client.get(contribution.get_absolute_url()).text
        token = re.search(r'name="csrfmiddlewaretoken" value="([A-Za-z0-9]{64})"', page)[1]
        path = f"{contribution.get_absolute_url()}reaction/"
        assert client.post(path, {"kind": "agree", "csrfmiddlewaretoken": token}).status_code == 302
        assert contribution.reactions.filter(by=person).exists()


def test_each_form_has_a_key_of_its_own(contribution, made_anew):
    """Or the draft of a second argument would be taken for the one that was sent, and not be kept."""
    client, keys = reader("plain", contribution), []
    for _turn in range(3):
        keys += re.findall(r'name="key" value="([0-9a-f]{32})"', client.get(contribution.get_absolute_url()).text)
    assert len(keys) == len(set(keys)) == 3


def test_a_page_for_participants_is_made_once(contribution, made_anew, django_assert_max_num_queries):
    first, second = reader("plain", contribution), reader("other", contribution)
    first.get(contribution.get_absolute_url())
    with django_assert_max_num_queries(6):
        page = second.get(contribution.get_absolute_url()).text
    assert "Personne &lt;other&gt; &amp; co" in page
    assert "plain" not in page
    assert not any(mark in page for mark in islands.MARKS.values())


def test_a_message_is_said_to_whom_it_is_for(contribution, made_anew):
    others = reader("plain", contribution)
    address = contribution.get_absolute_url()
    others.get(address)
    client = reader("other", contribution)
    client.post(f"{address}arguments/", {"stance": "for", "body": "Je suis d’accord."})
    assert "Votre texte est enregistré" in client.get(address).text
    assert "Votre texte est enregistré" not in others.get(address).text
