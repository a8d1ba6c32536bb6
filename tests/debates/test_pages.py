"""The pages of the debate as people use them: what they show, what they refuse, and that nothing typed is lost."""

import html
import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultation.models import Phase
from debates import actions
from debates.models import Contribution, Reason, State
from tests.consultation.test_text import naughty_strings
from tests.factories import (
    ArgumentFactory,
    CommuneFactory,
    ContributionFactory,
    QuestionFactory,
    ReactionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def test_everybody_reads_without_an_account_and_gets_no_cookie(client, question):
    contribution = ContributionFactory(question=question, title="Un lieu par bourg", body="Le bail est **trop** long.")
    ArgumentFactory(parent=contribution, body="Chez nous aussi.")
    pages = [question.consultation, question.theme, question, contribution]

    for page in pages:
        response = client.get(page.get_absolute_url())
        assert response.status_code == 200
        assert not response.cookies
        assert "Content-Security-Policy" in response.headers
    assert "Le bail est <strong>trop</strong> long." in response.text
    assert "Chez nous aussi." in response.text


def test_the_site_of_one_consultation_opens_on_it(client, consultation):
    assert client.get("/").headers["Location"] == "/tiers-lieux/"


def test_what_waits_is_seen_by_its_author_alone(client, question, citizen, moderator):
    waiting = ContributionFactory(question=question, author=citizen, state=State.PENDING, title="Secret encore")

    assert "Secret encore" not in client.get(question.get_absolute_url()).text
    assert client.get(waiting.get_absolute_url()).status_code == 404
    client.force_login(UserFactory())
    assert client.get(waiting.get_absolute_url()).status_code == 404
    client.force_login(citizen)
    assert "Secret encore" in client.get(waiting.get_absolute_url()).text


def test_a_hidden_text_is_on_no_page(client, question, moderator):
    contribution = ContributionFactory(question=question, title="Titre masqué", body="Corps masqué.")
    ArgumentFactory(parent=contribution, body="Réponse couverte.")
    actions.hide(contribution, by=moderator, reason=Reason.INSULT)

    addresses = [page.get_absolute_url() for page in (question.consultation, question.theme, question)]
    version = reverse("version", args=["tiers-lieux", contribution.pk, 1])
    for address in [*addresses, contribution.get_absolute_url(), version, "/"]:
        shown = client.get(address, follow=True).text
        assert "masqué." not in shown
        assert "Titre masqué" not in shown
        assert "Réponse couverte" not in shown


def test_a_withdrawn_text_keeps_the_place_of_the_answers(client, question, citizen):
    contribution = ContributionFactory(question=question, author=citizen, body="Je regrette.")
    ArgumentFactory(parent=contribution, body="Ma réponse reste.")
    actions.withdraw(contribution, by=citizen)

    shown = client.get(contribution.get_absolute_url()).text
    assert "Je regrette." not in shown
    assert "Ma réponse reste." in shown


def test_a_hidden_argument_keeps_the_place_of_its_replies(client, moderator):
    argument = ArgumentFactory(body="Propos masqués.")
    ArgumentFactory(parent=argument, body="Réponse à garder.")
    actions.hide(argument, by=moderator, reason=Reason.INSULT)

    shown = client.get(argument.root.get_absolute_url()).text
    assert "Propos masqués." not in shown
    assert "Argument masqué par la modération." in shown
    assert "Réponse à garder." in shown


def test_posting_from_the_form(client, question, natures, citizen):
    client.force_login(citizen)
    address = reverse("post", args=["tiers-lieux", question.pk])
    key = re.search(r'name="key" value="(\w+)"', client.get(address).text)[1]
    sent = {"key": key, "nature": "barrier", "title": "Le bail", "body": "Trop long."}

    first = client.post(address, sent)
    again = client.post(address, sent)

    assert first.status_code == again.status_code == 302
    assert first.headers["Location"] == again.headers["Location"]
    assert "En attente de modération" in client.get(first.headers["Location"]).text


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"nature": "admin"}, "n’existe pas dans cette consultation"),
        ({"nature": ""}, "ce que vous apportez"),
        ({"title": "  "}, "Donnez un titre"),
        ({"title": "x" * 161}, "Le titre dépasse 160"),
        ({"body": " \n"}, "Écrivez votre texte."),
        ({"body": "\u200b"}, "Écrivez votre texte."),
        ({"body": "x" * 20_001}, "dépasse 20000"),
        ({"body": "a\x00b"}, "caractère nul"),
    ],
)
def test_a_form_with_something_to_mend_keeps_what_was_typed(client, question, natures, citizen, wrong, says):
    client.force_login(citizen)
    sent = {"nature": "barrier", "title": "Un titre à garder", "body": "Un corps à garder."} | wrong

    response = client.post(reverse("post", args=["tiers-lieux", question.pk]), sent)

    assert response.status_code == 422
    assert says in html.unescape(response.text)
    for name in {"title", "body"} - set(wrong):
        assert sent[name] in response.text
    assert not Contribution.objects.exists()


def test_a_state_forged_in_the_form_changes_nothing(client, question, natures, citizen):
    client.force_login(citizen)
    forged = {"state": "published", "live": "1", "author": "1", "covered": "", "origin": "x"}
    sent = {"nature": "barrier", "title": "Le bail", "body": "Trop long.", **forged}

    client.post(reverse("post", args=["tiers-lieux", question.pk]), sent)

    contribution = Contribution.objects.get()
    assert (contribution.state, contribution.live, contribution.author) == (State.PENDING, None, citizen)


def test_outside_the_debate_nobody_writes(client, question, natures, citizen):
    contribution = ContributionFactory(question=question)
    Phase.objects.update(kind=Phase.Kind.SYNTHESIS)
    client.force_login(citizen)

    assert client.post(reverse("post", args=["tiers-lieux", question.pk]), {}).status_code == 403
    assert client.post(reverse("argue", args=["tiers-lieux", contribution.pk]), {}).status_code == 403
    assert client.post(reverse("react", args=["tiers-lieux", contribution.pk]), {"kind": "agree"}).status_code == 403
    assert "Le débat n’est pas ouvert" in client.get(question.get_absolute_url()).text


def test_an_argument_under_a_hidden_text_is_refused(client, question, citizen, moderator):
    contribution = ContributionFactory(question=question)
    actions.hide(contribution, by=moderator, reason=Reason.OFF_TOPIC)
    client.force_login(citizen)

    response = client.post(reverse("argue", args=["tiers-lieux", contribution.pk]), {"stance": "for", "body": "Oui."})

    assert response.status_code == 404
    assert Contribution.objects.arguments().count() == 0


def test_a_text_of_another_consultation_is_not_found_here(client, question, stranger):
    contribution = ContributionFactory(question=question)

    assert client.get(reverse("contribution", args=["ailleurs", contribution.pk])).status_code == 404
    assert client.get(reverse("question", args=["ailleurs", question.pk])).status_code == 404


def test_an_argument_from_the_page(client, question, citizen):
    contribution = ContributionFactory(question=question)
    client.force_login(citizen)
    address = reverse("argue", args=["tiers-lieux", contribution.pk])

    refused = client.post(address, {"stance": "", "body": "Un argument à garder."})
    taken = client.post(address, {"stance": "nuance", "body": "Un argument à garder."}, follow=True)

    assert refused.status_code == 422
    assert "Un argument à garder." in refused.text
    assert "vous seul voyez ce texte" in taken.text


def test_reacting_with_and_without_javascript(client, question, citizen):
    contribution = ContributionFactory(question=question)
    client.force_login(citizen)
    address = reverse("react", args=["tiers-lieux", contribution.pk])

    plain = client.post(address, {"kind": "agree"})
    fragment = client.post(address, {"kind": "disagree"}, headers={"HX-Request": "true"})

    assert plain.status_code == 302
    assert fragment.text.lstrip().startswith('<div class="reactions"')
    assert re.search(r'<button[^>]+value="" aria-pressed="true">Pas d’accord', fragment.text)  # once more: taken back


def test_nobody_reacts_to_himself(client, question, citizen):
    contribution = ContributionFactory(question=question, author=citizen)
    client.force_login(citizen)

    response = client.post(reverse("react", args=["tiers-lieux", contribution.pk]), {"kind": "agree"})

    assert response.status_code == 403


def test_the_desk_shows_what_waits_and_decides(client, question, citizen, moderator):
    waiting = ContributionFactory(question=question, author=citizen, state=State.PENDING, title="À lire")
    client.force_login(moderator)
    desk = reverse("moderation_desk", args=["tiers-lieux"])
    decide = reverse("decide", args=["tiers-lieux", waiting.pk])
    assert "À lire" in client.get(desk).text

    refused = client.post(decide, {"seen": f"{waiting.awaiting_id}.0", "verdict": "hide", "reason": ""})
    assert refused.status_code == 422
    assert "Choisissez la raison" in refused.text

    client.post(decide, {"seen": f"{waiting.awaiting_id}.0", "verdict": "publish"})
    late = client.post(decide, {"seen": f"{waiting.awaiting_id}.0", "verdict": "publish"}, follow=True)
    assert "un autre modérateur a décidé avant vous" in late.text
    assert "Rien n’attend" in late.text


def test_a_desk_is_for_its_moderators(client, question, citizen, stranger, harvester):
    waiting = ContributionFactory(question=question, state=State.PENDING)
    decide = reverse("decide", args=["tiers-lieux", waiting.pk])
    assert client.get(reverse("moderation_desk", args=["tiers-lieux"])).status_code == 302
    for person in (citizen, stranger, harvester):
        client.force_login(person)
        assert client.get(reverse("moderation_desk", args=["tiers-lieux"])).status_code == 403
        response = client.post(decide, {"seen": f"{waiting.awaiting_id}.0", "verdict": "publish"})
        assert response.status_code in (403, 404)
    waiting.refresh_from_db()
    assert waiting.state == State.PENDING


def test_an_old_version_keeps_its_address(client, question, citizen, moderator):
    contribution = ContributionFactory(question=question, author=citizen, body="Première rédaction.")
    actions.edit(contribution, by=citizen, title="Titre", body="Seconde rédaction.")
    second = reverse("version", args=["tiers-lieux", contribution.pk, 2])
    assert client.get(second).status_code == 404

    contribution.refresh_from_db()
    actions.publish(contribution, by=moderator)

    first = client.get(reverse("version", args=["tiers-lieux", contribution.pk, 1])).text
    assert "Première rédaction." in first
    assert "Ce texte a été remplacé depuis." in first
    assert "Seconde rédaction." in client.get(second).text


def test_filters_and_sorts_stay_in_the_address(client, question, natures):
    rural = ContributionFactory(question=question, nature=natures["barrier"], commune=CommuneFactory(), title="Rural")
    urban = ContributionFactory(question=question, commune=CommuneFactory(metropolis=True), title="Urbain")
    ReactionFactory(contribution=urban)

    address = question.get_absolute_url()
    only_rural = client.get(f"{address}?territoire=rural&nature=barrier").text
    agreed = client.get(f"{address}?tri=agreed").text
    assert rural.live.title in only_rural
    assert urban.live.title not in only_rural
    assert agreed.index(urban.live.title) < agreed.index(rural.live.title)


@pytest.mark.parametrize("query", ["nature=%00", "tri=password", "apres=%F0", "territoire[]=x", "region=' OR 1=1--"])
def test_a_made_up_address_is_no_error(client, question, query):
    answer = client.get(f"{question.get_absolute_url()}?{query}")
    assert answer.status_code == (200 if "[]" in query else 400)  # what is no filter says nothing
    assert ("Une partie de cette adresse n’existe pas" in answer.text) == (answer.status_code == 400)


def queries(client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_a_question_costs_the_same_with_10_and_1000_contributions(client, question, citizen):
    for _ in range(10):
        contribution = ContributionFactory(question=question, commune=CommuneFactory())
    home, address = question.consultation.get_absolute_url(), question.get_absolute_url()
    client.force_login(citizen)
    before = queries(client, address), queries(client, home)

    version = contribution.live
    copies = Contribution.objects.bulk_create(
        Contribution(
            question=question,
            nature=contribution.nature,
            author=UserFactory() if number % 100 == 0 else contribution.author,
            commune=contribution.commune,
            state=State.PUBLISHED,
            live=version,
            key=str(number),
        )
        for number in range(990)
    )
    assert len(copies) == 990

    assert (queries(client, address), queries(client, home)) == before


def test_a_thread_costs_the_same_whatever_its_size_and_depth(client, question):
    contribution = ContributionFactory(question=question)
    parent = ArgumentFactory(parent=contribution)
    before = queries(client, contribution.get_absolute_url())

    for _ in range(12):
        parent = ArgumentFactory(parent=parent)
        ArgumentFactory(parent=contribution)

    assert queries(client, contribution.get_absolute_url()) == before


def named(name: str):
    """Somebody an import brought: such people keep any name, even one that looks like another's."""
    return UserFactory(name=name, email=None, origin=uuid4().hex)


def test_naughty_strings_come_back_the_same_on_the_pages(client, theme, settings):
    theme.consultation.phases.all().delete()
    strings = [kept for string in naughty_strings() if (kept := string.replace("\x00", "")).strip()]
    for start in range(0, len(strings), settings.PAGE):
        question, some = QuestionFactory(theme=theme), strings[start : start + settings.PAGE]
        made = [
            ContributionFactory(question=question, author=named(kept[:80]), title=kept[:160], body=kept)
            for kept in some
        ]
        thread = [
            ArgumentFactory(parent=made[0], author=contribution.author, body=body)
            for contribution, body in zip(made, some, strict=True)
        ]
        listed, read = client.get(question.get_absolute_url()), client.get(made[0].get_absolute_url())

        assert (listed.status_code, read.status_code) == (200, 200)
        for kept, contribution, argument in zip(some, made, thread, strict=True):
            assert html.escape(kept[:160]) in listed.text, kept
            assert html.escape(kept[:80]) in read.text, kept
            contribution.refresh_from_db()
            argument.refresh_from_db()
            assert (contribution.live.title, contribution.live.body, argument.live.body) == (kept[:160], kept, kept)
            assert argument.live.html in read.text
