"""What is typed and not sent: kept for its author alone, through signing in and every refusal, gone once it is sent."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from consultation.models import Phase
from debates import actions, drafts
from debates.models import Contribution, Draft, Question, Reason
from tests.factories import PASSWORD, ArgumentFactory, ContributionFactory, DraftFactory, QuestionFactory, UserFactory

pytestmark = pytest.mark.django_db
TYPED = {"key": "cle-1", "nature": "barrier", "title": "Un titre", "body": "Un texte écrit pendant une heure."}


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()
    yield
    cache.clear()


def place(name: str, target) -> str:
    return reverse(name, args=["tiers-lieux", target.pk])


def keep(client, question: Question, **more) -> int:
    address = place("keep_draft", question)
    return client.post(address, TYPED | more, headers={"HX-Request": "true"}).status_code


# --- Kept on the site


def test_a_draft_is_offered_again_listed_and_gone_once_sent(client, question, natures, citizen):
    client.force_login(citizen)
    assert keep(client, question) == 200
    assert keep(client, question, body="Un texte plus long.") == 200

    page = client.get(place("post", question))
    assert page.context["form"]["body"].value() == "Un texte plus long."
    assert page.context["form"]["nature"].value() == "barrier"
    assert "Voici votre brouillon" in page.text
    assert "Un titre" in client.get(reverse("my_space")).text

    client.post(place("post", question), {**TYPED, "key": page.context["form"]["key"].value()})
    assert Contribution.objects.get().key == "cle-1"
    assert not Draft.objects.exists()
    assert keep(client, question) == 200  # a form that is late
    assert not Draft.objects.exists()


def test_without_javascript_a_button_keeps_it(client, question, citizen):
    client.force_login(citizen)
    answer = client.post(place("keep_draft", question), TYPED, follow=True)

    assert "Votre brouillon est gardé." in answer.text
    assert Draft.objects.get().fields["body"] == TYPED["body"]


def test_each_text_answered_has_its_draft(client, question, citizen):
    first = ContributionFactory(question=question)
    second = ArgumentFactory(parent=first)
    client.force_login(citizen)
    for parent in (first, second):
        client.post(place("keep_reply_draft", parent), {"stance": "nuance", "body": f"À {parent.pk}."})

    assert Draft.objects.count() == 2
    for parent, page in ((first, "contribution"), (second, "reply")):
        form = client.get(place(page, parent)).context["form"]
        assert (form["stance"].value(), form["body"].value()) == ("nuance", f"À {parent.pk}.")


def test_nothing_typed_is_no_draft(client, question, citizen):
    client.force_login(citizen)
    keep(client, question)
    assert keep(client, question, title=" ", body="\n") == 200
    assert not Draft.objects.exists()


@pytest.mark.parametrize("body", ["x" * 1_000_000, "x" * 60_001])
def test_a_draft_far_too_long_is_refused_and_the_former_one_stays(client, question, citizen, body):
    client.force_login(citizen)
    keep(client, question)
    assert keep(client, question, body=body) == 422
    assert Draft.objects.get().fields["body"] == TYPED["body"]


def test_what_postgresql_cannot_hold_is_left_out(client, question, citizen):
    client.force_login(citizen)
    assert keep(client, question, body="a\x00b") == 200
    assert Draft.objects.get().fields["body"] == "ab"


def test_a_draft_is_for_its_author_alone(client, question, citizen, moderator):
    draft = DraftFactory(by=citizen, question=question, fields={"title": "Secret", "body": "Mon secret."})
    client.force_login(moderator)

    assert client.post(reverse("drop_draft", args=[draft.pk])).status_code == 404
    for address in (place("post", question), reverse("my_space")):
        assert "ecret" not in client.get(address).text
    client.force_login(citizen)
    client.post(reverse("drop_draft", args=[draft.pk]))
    assert not Draft.objects.exists()


def test_the_list_of_drafts_costs_the_same(client, question, citizen, django_assert_max_num_queries):
    for _ in range(12):
        DraftFactory(by=citizen, question=QuestionFactory(theme=question.theme))
        DraftFactory(by=citizen, question=question, edited=ContributionFactory(question=question, author=citizen))
    with django_assert_max_num_queries(4):
        assert len(drafts.of_person(citizen)) == 20


# --- Of a new version of one's own text


def keep_edit(client, text, **fields):
    return client.post(place("keep_edit_draft", text), fields, headers={"HX-Request": "true"})


@pytest.mark.parametrize("factory", [ContributionFactory, ArgumentFactory])
def test_what_is_typed_of_an_edit_is_kept_apart_and_gone_once_saved(client, question, citizen, factory):
    text = factory(question=question, author=citizen)
    client.force_login(citizen)
    client.post(place("keep_reply_draft", text), {"stance": "for", "body": "Une réponse."})
    assert "Brouillon gardé" in keep_edit(client, text, title="Un titre", body="Une version meilleure.").text

    page = client.get(place("edit", text))
    assert page.context["form"]["body"].value() == "Une version meilleure."
    assert "Voici votre brouillon" in page.text
    space = client.get(reverse("my_space")).text
    assert place("edit", text) in space
    assert "Une nouvelle version de mon" in space

    client.post(place("edit", text), {"title": "Un titre", "body": "Une version meilleure."})
    assert text.versions.last().body == "Une version meilleure."
    assert [draft.fields["body"] for draft in Draft.objects.all()] == ["Une réponse."]


def test_what_the_last_version_says_is_no_draft(client, question, citizen):
    text = ContributionFactory(question=question, author=citizen, title="Un titre", body="Un\n\ntexte.")
    client.force_login(citizen)
    keep_edit(client, text, title="Un titre", body="Autre chose.")
    keep_edit(client, text, title="Un titre", body="Un\r\n\r\ntexte.", source_url="")
    assert not Draft.objects.exists()


def test_an_edit_sent_too_late_is_kept_and_said_impossible(client, question, citizen):
    text = ContributionFactory(question=question, author=citizen)
    Phase.objects.update(kind=Phase.Kind.SYNTHESIS)
    client.force_login(citizen)

    refused = client.post(place("edit", text), {"title": "Un titre", "body": TYPED["body"]})
    space = client.get(reverse("my_space")).text

    assert refused.status_code == 403
    assert "vos brouillons" in refused.text
    assert TYPED["body"] in space
    assert "ne peut pas être modifié" in space


def test_nobody_keeps_an_edit_of_a_text_of_somebody_else(client, question, citizen):
    text = ContributionFactory(question=question)
    client.force_login(citizen)
    assert keep_edit(client, text, body="Le mien.").status_code == 403
    assert not Draft.objects.exists()


# --- Refusals


def test_a_closed_debate_keeps_what_was_sent(client, question, natures, citizen):
    client.force_login(citizen)
    Phase.objects.update(kind=Phase.Kind.SYNTHESIS)

    refused = client.post(place("post", question), TYPED)
    space = client.get(reverse("my_space")).text

    assert refused.status_code == 403
    assert TYPED["body"] in refused.text
    assert TYPED["body"] in space
    assert "ne peut pas être envoyé" in space


def test_an_argument_under_a_text_just_hidden_is_kept(client, question, citizen, moderator):
    parent = ContributionFactory(question=question)
    actions.hide(parent, by=moderator, reason=Reason.OFF_TOPIC)
    client.force_login(citizen)

    refused = client.post(place("argue", parent), {"stance": "for", "body": TYPED["body"], "key": "k"})

    assert refused.status_code == 404
    assert "vos brouillons" in refused.text
    assert "n’est plus en ligne" in client.get(reverse("my_space")).text


def test_a_million_characters_come_back_with_what_to_mend(client, question, natures, citizen):
    client.force_login(citizen)
    answer = client.post(place("post", question), TYPED | {"body": "é" * 500_000})

    assert answer.status_code == 422
    assert "é" * 500_000 in answer.text


def test_a_parent_of_another_consultation_takes_no_draft(client, question, citizen):
    client.force_login(citizen)
    elsewhere = ContributionFactory()
    for name in ("keep_reply_draft", "argue", "reply"):
        assert client.post(place(name, elsewhere), {"stance": "for", "body": "Un texte."}).status_code == 404
    assert client.post(place("keep_draft", elsewhere.question), TYPED).status_code == 404
    assert not Draft.objects.exists()


def test_previews_and_drafts_have_a_limit(client, question, citizen):
    client.force_login(citizen)
    asked = [client.post(place("preview", question), {"body": "a"}).status_code for _ in range(62)]
    assert asked[0] == 200
    assert asked[-1] == 429


# --- Before signing in


def test_somebody_signed_out_writes_mends_and_finds_it_again(client, question, natures, citizen):
    address = place("post", question)
    assert client.get(address).status_code == 200
    assert client.post(address, TYPED | {"title": ""}).status_code == 422

    asked = client.post(address, TYPED)
    assert "Votre texte est gardé" in client.get(asked["Location"]).text
    back = client.post(asked["Location"], {"login": citizen.email, "password": PASSWORD}, follow=True)

    assert back.redirect_chain[-1][0] == address
    assert "avant de vous connecter" in back.text
    assert back.context["form"]["body"].value() == TYPED["body"]


def test_who_signs_in_otherwise_is_not_shown_what_somebody_else_sent(client, question, natures):
    client.post(place("post", question), TYPED)
    other = UserFactory()
    client.post(reverse("account_login"), {"login": other.email, "password": PASSWORD})

    page = client.get(place("post", question))
    assert TYPED["body"] not in page.text
    assert "unsent" not in client.session


def test_an_argument_is_written_before_signing_in(client, question):
    parent = ContributionFactory(question=question)
    assert place("reply", parent) in client.get(parent.get_absolute_url()).text
    assert client.get(place("reply", parent)).status_code == 200
    asked = client.post(place("argue", parent), {"stance": "for", "body": "Oui."})
    assert asked["Location"].startswith(reverse("account_login"))


def test_outside_the_debate_nobody_is_asked_to_write(client, question):
    Phase.objects.update(kind=Phase.Kind.SYNTHESIS)
    for address in (place("post", question), place("reply", ContributionFactory(question=question))):
        answer = client.get(address)
        assert answer.status_code == 403
        assert "pas ouvert aujourd’hui" in answer.text


def test_a_token_that_changed_shows_all_that_was_typed(question, citizen):
    client = Client(enforce_csrf_checks=True)
    client.force_login(citizen)
    refused = client.post(place("post", question), TYPED | {"source_url": "https://exemple.fr/etude"})

    assert refused.status_code == 403
    assert all(words in refused.text for words in (TYPED["title"], TYPED["body"], "https://exemple.fr/etude"))
    assert not Draft.objects.exists()  # whoever sent it may be somebody else


# --- What others wrote of it


def test_without_javascript_a_button_shows_what_is_alike_and_keeps_the_text(client, question, natures):
    ContributionFactory(question=question, title="Investir", body="Un bail précaire, c’est court.")
    body = "Le bail précaire des ateliers est trop court pour investir."
    sent = TYPED | {"title": "Un bail", "body": body, "voir": "semblables"}

    page = client.post(place("post", question), sent)

    assert page.status_code == 200
    assert "Argumenter là plutôt" in page.text
    assert page.context["form"]["body"].value() == body
    assert not page.context["form"].errors
