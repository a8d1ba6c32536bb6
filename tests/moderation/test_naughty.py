"""Strings made to break a page, as the words of a report, of a decision, of an appeal and its answer, of a rule of the
charter, of an invitation, in addresses and headers: never a 500, and shown as they are or refused where they stand."""

import pytest
from django.test import Client
from django.urls import reverse

from consultation.models import Role
from debates import actions
from debates.models import Appeal, CharterRule, Reason
from tests.consultation.test_text import naughty_strings
from tests.factories import ContributionFactory, MembershipFactory, UserFactory
from tests.test_naughty_texts import BODIES

pytestmark = pytest.mark.django_db
EVERY = 60  # of the long list, one in so many
NAMES = ("script", "javascript", "attributes", "bidi", "entities", "accents")
ANSWERED = (200, 302, 400, 404, 422, 429)


@pytest.fixture
def signed(consultation, citizen, moderator, administrator):
    second = UserFactory(name="Berthe Seconde")
    MembershipFactory(consultation=consultation, user=second, role=Role.MODERATOR)
    people = {"author": citizen, "reader": UserFactory(), "first": moderator, "second": second, "admin": administrator}
    clients = {name: Client() for name in people}
    for name, client in clients.items():
        client.force_login(people[name])
    return clients


def at(name: str, *args) -> str:
    return reverse(name, args=["tiers-lieux", *args])


def shown(client: Client, address: str, words: str, **asked) -> None:
    """The page answers, and what could be read as HTML in the words is not there as such."""
    response = client.get(address, asked, headers={"user-agent": words[:200].encode("ascii", "replace").decode()})
    assert response.status_code in ANSWERED, (address, words[:40])
    if "<" in words:
        assert words not in response.text, address


def sent(client: Client, address: str, **fields) -> None:
    assert client.post(address, fields).status_code in ANSWERED, (address, str(fields)[:60])


def through_everything(signed, question, author, moderator, words: str) -> None:
    contribution = ContributionFactory(question=question, author=author)
    sent(signed["reader"], at("report", contribution.pk), reason=Reason.INSULT, line=words)
    actions.hide(contribution, by=moderator, reason=Reason.INSULT, note=words[:400])
    decision = contribution.decisions.first()
    sent(signed["author"], at("appeal", decision.pk), body=words)
    shown(signed["author"], at("appeal", decision.pk), words)
    shown(signed["author"], reverse("my_space"), words)
    shown(signed["second"], at("moderation_desk"), words, texte=contribution.pk, attente=words[:60])
    appeal = Appeal.objects.filter(decision=decision).first()
    if appeal:
        shown(signed["second"], at("answer_appeal", appeal.pk), words)
        sent(signed["second"], at("answer_appeal", appeal.pk), verdict="reject", answer=words)
        shown(signed["author"], at("appeal", decision.pk), words)


def set_up(signed, words: str) -> None:
    sent(signed["admin"], at("administer_charter"), name=words[:60], explanation=words[:240])
    sent(signed["admin"], at("administer_moderation"), moderation="before", reports_to_hold=words[:9], held_words=words)
    sent(signed["admin"], at("administer_team"), email=words[:254], roles=words[:20])
    shown(signed["admin"], at("administer_charter"), words)
    shown(signed["admin"], at("administer_log"), words, acte=words[:60], personne=words[:60], jour=words[:20])
    shown(signed["reader"], at("charter"), words)
    shown(signed["reader"], at("register"), words, apres=words[:60])
    CharterRule.objects.all().delete()


@pytest.mark.parametrize("name", NAMES)
def test_texts_made_to_break_a_page_go_through_moderation(signed, question, citizen, moderator, name):
    through_everything(signed, question, citizen, moderator, BODIES[name][:4_000])
    set_up(signed, BODIES[name][:4_000])


def test_so_do_those_of_the_long_list(signed, question, citizen, moderator):
    for words in [string for string in naughty_strings() if string.strip()][::EVERY]:
        through_everything(signed, question, citizen, moderator, words)
        set_up(signed, words)
