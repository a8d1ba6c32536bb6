"""What people accept: dated rows that nobody changes, asked again when a text changes what was accepted."""

import html
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from consultation import profile
from consultation.consents import actions, asking
from consultation.consents.models import Acceptance, Kind, Terms
from consultation.models import AuditEntry, User
from debates import actions as debate
from debates.models import Contribution, Version
from tests.api.conftest import Program
from tests.factories import ContributionFactory, PageFactory

pytestmark = pytest.mark.django_db
BOX = "accept_own_charter_2"
POSTED = {"nature": "proposal", "title": "Ouvrir le samedi", "body": "Parce que l’on travaille la semaine.", "key": "k"}


@pytest.fixture
def asked(consultation, administrator) -> Terms:
    """The charter was rewritten, and asks again."""
    return actions.publish_terms(
        consultation, Kind.CHARTER, body="Charte\n\nDu neuf.", asks_again=True, by=administrator
    )


def rows(person: User) -> list[tuple]:
    return list(person.acceptances.order_by("pk").values_list("consultation__slug", "kind", "version", "accepted"))


# --- Rows


def test_signing_up_accepts_the_texts_of_the_site(citizen):
    said = {"stakeholder": "elected", "commune": None, "shows_stakeholder": True, "shows_commune": False}
    profile.introduce(citizen, language="fr", name="Alice Nouvelle", **said)
    assert rows(citizen) == [
        (None, "charter", 1, True),
        (None, "privacy", 1, True),
        (None, "stakeholder", 1, True),
    ]


def test_what_is_shown_is_a_row_each_time_it_changes(citizen):
    User.objects.update(shows_stakeholder=False, shows_commune=False)
    citizen.refresh_from_db()
    said = {"name": citizen.name, "stakeholder": "elected", "commune": None}
    profile.change_where_from(citizen, **said, shows_stakeholder=True)
    profile.change_where_from(citizen, **said, shows_stakeholder=True)
    profile.change_where_from(citizen, **said, shows_stakeholder=False, shows_commune=True)
    assert rows(citizen) == [
        (None, "stakeholder", 1, True),
        (None, "stakeholder", 1, False),
        (None, "commune", 1, True),
    ]


def test_nobody_changes_an_acceptance(citizen):
    actions.sign_up(citizen)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Acceptance.objects.update(accepted=False)
    assert set(citizen.acceptances.values_list("accepted", flat=True)) == {True}


def test_each_sees_her_own_rows_and_only_them(client, citizen, moderator, consultation, asked):
    actions.accept(citizen, asking.due(citizen, consultation))
    client.force_login(moderator)
    assert "Rien n’est encore noté" in client.get(reverse("acceptances")).text
    client.force_login(citizen)
    page = client.get(reverse("acceptances")).text
    assert "la charte" in page
    assert f'href="{reverse("charter", args=["tiers-lieux"])}"' in page


# --- Versions


def test_the_default_texts_ask_nothing(citizen, consultation, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert asking.due(citizen, consultation) == []


def test_a_text_that_only_corrects_words_asks_nothing(citizen, consultation, administrator):
    terms = actions.publish_terms(consultation, Kind.CHARTER, body="Des mots", asks_again=False, by=administrator)
    assert terms.version == 2
    assert asking.due(citizen, consultation) == []
    same = actions.publish_terms(consultation, Kind.CHARTER, body="Des mots", asks_again=False, by=administrator)
    assert same is None


def test_a_text_that_asks_again_is_due_until_it_is_accepted(citizen, consultation, asked, administrator, stranger):
    due = asking.due(citizen, consultation)
    assert [(one.kind, one.version) for one in due] == [(Kind.CHARTER, 2)]
    actions.accept(citizen, due)
    assert asking.due(citizen, consultation) == []
    actions.publish_terms(consultation, Kind.CHARTER, body="Un mot corrigé", asks_again=False, by=administrator)
    assert asking.due(citizen, consultation) == []
    assert [one.version for one in asking.due(stranger, consultation)] == [3], "who accepts now accepts what is shown"
    assert asking.due(stranger, stranger.memberships.first().consultation) == []


def test_a_text_ahead_asks_from_its_day_on(citizen, consultation, administrator):
    tomorrow = timezone.now() + timedelta(days=1)
    for _ in range(2):  # the second takes the place of the first
        actions.publish_terms(consultation, Kind.PRIVACY, body="Neuf", asks_again=True, by=administrator, at=tomorrow)
    assert asking.due(citizen, consultation) == []
    Terms.objects.update(published_at=timezone.now())
    assert [(one.kind, one.version) for one in asking.due(citizen, consultation)] == [(Kind.PRIVACY, 2)]


def test_a_text_of_the_whole_site_is_asked_everywhere(citizen, consultation):
    actions.sign_up(citizen)
    actions.ask_again(None, Kind.PRIVACY, by=None)
    (due,) = asking.due(citizen, consultation)
    assert (due.consultation, due.url) == (None, "/donnees-personnelles/")
    actions.accept(citizen, [due])
    assert asking.due(citizen, consultation) == []


# --- Writing


@pytest.fixture
def post_url(question) -> str:
    return reverse("post", args=["tiers-lieux", question.pk])


def test_the_act_itself_refuses(citizen, question, natures, asked):
    sent = {"nature": natures["proposal"], "title": "Un", "body": "Deux"}
    with pytest.raises(asking.NotAccepted):
        debate.post(question, by=citizen, **sent)
    with pytest.raises(asking.NotAccepted):
        debate.argue(ContributionFactory(question=question), by=citizen, stance="for", body="Oui")
    mine = ContributionFactory(question=question, author=citizen)
    with pytest.raises(asking.NotAccepted):
        debate.edit(mine, by=citizen, title="Un", body="Autre chose")
    assert Version.objects.filter(contribution__author=citizen).count() == 1


def test_reacting_and_taking_back_ask_nothing(citizen, question, asked):
    debate.react(ContributionFactory(question=question), by=citizen, kind="agree")
    assert debate.withdraw(ContributionFactory(question=question, author=citizen), by=citizen)


def test_one_accepts_with_the_text_one_sends(client, citizen, post_url, natures, asked):
    client.force_login(citizen)
    assert BOX in client.get(post_url).text
    answer = client.post(post_url, POSTED)
    assert answer.status_code == 422
    assert POSTED["title"] in answer.text
    assert "cochez la case" in answer.text
    assert not Contribution.objects.exists()
    assert client.post(post_url, POSTED | {BOX: "on"}).status_code == 302
    assert rows(citizen) == [("tiers-lieux", "charter", 2, True)]
    assert BOX not in client.get(post_url).text


def test_a_text_that_is_refused_accepts_nothing(client, citizen, post_url, natures, asked):
    client.force_login(citizen)
    assert client.post(post_url, POSTED | {BOX: "on", "body": "---"}).status_code == 422
    assert rows(citizen) == []


def test_a_box_shown_before_the_text_changed_again_accepts_nothing(
    client, citizen, post_url, natures, asked, administrator
):
    client.force_login(citizen)
    actions.publish_terms(asked.consultation, Kind.CHARTER, body="Encore", asks_again=True, by=administrator)
    answer = client.post(post_url, POSTED | {BOX: "on"})
    assert answer.status_code == 422
    assert "accept_own_charter_3" in answer.text
    assert rows(citizen) == []


def test_an_argument_is_kept_while_its_author_reads_the_charter(client, citizen, question, asked):
    parent = ContributionFactory(question=question)
    client.force_login(citizen)
    assert BOX not in client.get(parent.get_absolute_url()).text, "that page is the same for all"
    url = reverse("argue", args=["tiers-lieux", parent.pk])
    sent = {"stance": "for", "body": "Mon argument tapé"}
    answer = client.post(url, sent)
    assert answer.status_code == 422
    assert BOX in answer.text
    assert "Mon argument tapé" in answer.text
    assert client.post(url, sent | {BOX: "on"}).status_code == 302
    assert Contribution.objects.get(parent=parent).author == citizen


def test_an_edit_asks_too(client, citizen, question, asked):
    mine = ContributionFactory(question=question, author=citizen)
    url = reverse("edit", args=["tiers-lieux", mine.pk])
    client.force_login(citizen)
    sent = {"title": "Un autre titre", "body": "Un autre texte"}
    assert client.post(url, sent).status_code == 422
    assert client.post(url, sent | {BOX: "on"}).status_code == 302
    assert mine.versions.count() == 2


def test_a_program_is_told_what_its_owner_has_to_accept(citizen, question, natures, asked, client):
    program = Program(citizen)
    sent = {name: POSTED[name] for name in ("nature", "title", "body")}
    refused = program.post(f"questions/{question.pk}/contributions/", sent, 409)
    assert refused["code"] == "terms_to_accept"
    assert refused["to_accept"] == [
        {"kind": "charter", "version": 2, "url": refused["accept_at"].replace("/accords/", "/charte/")}
    ]
    client.force_login(citizen)
    page = refused["accept_at"].partition("//")[2].partition("/")[2]
    assert client.post(f"/{page}", {}).status_code == 422
    assert client.post(f"/{page}", {BOX: "on"}).status_code == 302
    assert "rien à accepter" in client.get(f"/{page}").text
    assert program.post(f"questions/{question.pk}/contributions/", sent)["version"] == 1


# --- Publishing the text


def charter(client, page=None, **sent):
    url = reverse("edit_page", args=["tiers-lieux", page.pk]) if page else new("charter")
    sent = {"title": "Notre charte", "body": "On s’écoute.", "revision": page.revision if page else ""} | sent
    return client.post(url, sent)


def new(kind: str) -> str:
    return reverse("new_page", args=["tiers-lieux", kind])


def test_whoever_publishes_a_charter_says_what_it_changes(client, consultation, administrator):
    client.force_login(administrator)
    answer = charter(client, then="publish")
    assert answer.status_code == 422
    assert "Dites si ce texte change" in html.unescape(answer.text)
    assert charter(client, then="publish", asks_again="yes").status_code == 302
    assert list(Terms.objects.values_list("kind", "version", "asks_again")) == [("charter", 2, True)]
    page = consultation.pages.get()
    assert charter(client, page, body="On s’écoute bien.").status_code == 422
    assert charter(client, page, body="On s’écoute bien.", asks_again="no").status_code == 302
    assert list(Terms.objects.values_list("version", "asks_again")) == [(3, False), (2, True)]
    assert Terms.objects.first().body == "Notre charte\n\nOn s’écoute bien."
    assert AuditEntry.objects.filter(action="terms.published").count() == 2


def test_a_draft_of_a_charter_is_no_version(client, consultation, administrator):
    client.force_login(administrator)
    assert charter(client).status_code == 302
    assert not Terms.objects.exists()


def test_withdrawn_the_default_text_is_a_version_that_asks_nothing(client, consultation, administrator, citizen):
    client.force_login(administrator)
    charter(client, then="publish", asks_again="no")
    client.post(reverse("withdraw_page", args=["tiers-lieux", consultation.pages.get().pk]))
    assert Terms.objects.first().version == 3
    assert Terms.objects.first().body == ""
    assert asking.due(citizen, consultation) == []


def test_other_pages_are_no_terms(client, consultation, editor):
    page = PageFactory(consultation=consultation)
    client.force_login(editor)
    sent = {"title": "Un", "body": "Deux", "revision": page.revision}
    assert client.post(reverse("edit_page", args=["tiers-lieux", page.pk]), sent).status_code == 302
    assert not Terms.objects.exists()
