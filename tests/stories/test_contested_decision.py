"""A text held, hidden with a reason, contested, put back by another moderator; the register tells all of it."""

import csv
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from consultation.models import Consultation, Role
from debates import actions
from debates.models import Appeal, Contribution, Decision, State
from tests.factories import MembershipFactory, UserFactory
from tests.stories.conftest import let_stand, plain, press, send_mails

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.story]

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
NUMBER = "06 39 98 12 34"  # of the numbers that the Arcep keeps for fiction
TITLE = "Un atelier ouvert le samedi"
BODY = f"Notre atelier ouvre le samedi aux voisins.\n\nLe numéro du lieu est affiché en mairie : {NUMBER}."
NOTE = "Un numéro de téléphone ne se publie pas ici."
PLEA = "Ce numéro est celui d’un lieu public, pas d’une personne."
ANSWER = "Le numéro d’un lieu ouvert à tous n’est pas une donnée personnelle."


@pytest.fixture
def debate(consultation, question, natures):
    """Moderated after publication; only the filters hold a text."""
    Consultation.objects.update(moderation=Consultation.Moderation.AFTER, holds_newcomers=False)
    return question


@pytest.fixture
def second(consultation):
    person = UserFactory(name="Berthe Seconde")
    MembershipFactory(consultation=consultation, user=person, role=Role.MODERATOR)
    return person


def test_held_hidden_contested_put_back_and_told_in_the_register(visit, site, debate, citizen, moderator, second):
    page, first, other = visit(citizen, **PHONE), visit(moderator), visit(second)
    own = post_a_number(page, debate)
    hide(first, own)
    let_stand()
    contest(page)
    refused_to_who_decided(first, moderator)
    grant(other)
    see_it_back(page, own)
    report(visit(UserFactory(name="Rémi Lecteur")), own)
    keep(first, own)
    let_stand()
    read_the_register(visit(**PHONE), own)
    assert [each.faults for each in (page, first, other)] == [[], [], []]


def post_a_number(page: Page, question) -> Contribution:
    """Sent in good faith; the page says what holds it, and nobody else sees it."""
    page.goto(reverse("post", args=["tiers-lieux", question.pk]))
    page.locator("label", has_text="Initiative").first.tap()
    page.get_by_label("Titre").fill(TITLE)
    page.get_by_label("Votre texte").fill(BODY)
    page.get_by_role("button", name="Publier ma contribution").tap()
    held = page.locator(".notice", has_text="Pourquoi un modérateur va le lire")
    expect(held).to_contain_text("Il semble contenir un numéro de téléphone.")
    fits(page)
    own = Contribution.objects.get()
    assert own.state == State.PENDING
    assert Client().get(own.get_absolute_url()).status_code == 404
    return own


def hide(page: Page, own: Contribution) -> None:
    page.goto(f"/tiers-lieux/moderation/?texte={own.pk}")
    held = page.get_by_role("region", name="Pourquoi ce texte est retenu")
    expect(held).to_contain_text(NUMBER)
    page.get_by_label("donnée personnelle").check()
    page.get_by_label("Un mot à l’auteur").fill(NOTE)
    press(page, "Masquer")
    expect(page.locator("#fait")).to_contain_text(TITLE)
    expect(page.get_by_role("button", name="Annuler")).to_be_visible()


def contest(page: Page) -> None:
    sent = plain(mail.outbox[-1].body)
    for words in (
        TITLE,
        "donnée personnelle",
        NOTE,
        reverse("appeal", args=["tiers-lieux", Decision.objects.get().pk]),
    ):
        assert words in sent
    page.goto(reverse("notices"))
    page.get_by_role("main").get_by_role("link", name="Contester").first.tap()
    expect(page.get_by_role("main")).to_contain_text(NOTE)
    fits(page)
    page.get_by_label("Pourquoi cette décision").fill(PLEA)
    press(page, "Envoyer mon recours")
    expect(page.get_by_role("main")).to_contain_text("Il attend la réponse d’un autre modérateur.")
    fits(page)


def refused_to_who_decided(page: Page, moderator) -> None:
    """He reads the appeal, is offered no answer, and one that he sends all the same is refused."""
    page.goto("/tiers-lieux/moderation/")
    page.get_by_role("link", name="Lire sa contestation").click()
    expect(page.get_by_role("main")).to_contain_text(PLEA)
    expect(page.get_by_role("main")).to_contain_text("Vous avez pris cette décision")
    expect(page.get_by_label("Votre réponse")).to_have_count(0)
    client = Client()
    client.force_login(moderator)
    assert client.post(page.url, {"verdict": "grant", "answer": ANSWER}).status_code == 403
    assert Appeal.objects.get().state == Appeal.State.OPEN


def grant(page: Page) -> None:
    page.goto("/tiers-lieux/moderation/")
    page.get_by_role("link", name="Lire sa contestation").click()
    page.get_by_label("Votre réponse").fill(ANSWER)
    press(page, "Accorder le recours")
    expect(page.get_by_role("main")).to_contain_text("L’auteur reçoit votre réponse.")


def see_it_back(page: Page, own: Contribution) -> None:
    send_mails()
    assert plain(mail.outbox[-1].subject) == "Votre recours est accordé"
    assert ANSWER in plain(mail.outbox[-1].body)
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("Il est accordé.")
    expect(page.get_by_role("main")).to_contain_text(ANSWER)
    assert NUMBER in plain(Client().get(own.get_absolute_url()).text)


def report(page: Page, own: Contribution) -> None:
    page.goto(own.get_absolute_url())
    page.get_by_role("link", name="Signaler").first.click()
    page.get_by_label("publicité").check()
    page.get_by_label("Ce qu’il faut regarder").fill("La dernière phrase.")
    press(page, "Envoyer le signalement")
    expect(page.get_by_role("main")).to_contain_text(TITLE)


def keep(page: Page, own: Contribution) -> None:
    page.goto(f"/tiers-lieux/moderation/?texte={own.pk}")
    expect(page.get_by_role("region", name="1 signalement")).to_contain_text("La dernière phrase.")
    press(page, "Laisser en ligne")
    expect(page.locator("#fait")).to_contain_text(TITLE)


def read_the_register(page: Page, own: Contribution) -> None:
    """Signed out, on a phone: what was decided, held, reported and contested, and how it ended; no name, no text."""
    page.goto("/tiers-lieux/")
    page.get_by_role("link", name="Registre").first.tap()
    expect(page.get_by_role("row", name="masquer donnée personnelle")).to_contain_text("1")
    expect(page.get_by_role("region", name="Recours")).to_contain_text("accordée")
    expect(page.get_by_role("region", name="Signalements")).to_contain_text("non fondé")
    expect(page.get_by_role("region", name="Textes retenus")).to_contain_text("donnée personnelle")
    fits(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").first.tap()
    table = Path(download.value.path()).read_text(encoding="utf-8-sig")
    rows = [row[3:7] for row in csv.reader(table.splitlines(), delimiter=";") if row[0] == "Total"]
    assert ["Décisions", "masquer", "donnée personnelle", "1"] in rows
    assert ["Recours", "accordée", "", "1"] in rows
    assert ["Signalements", "non fondé", "", "1"] in rows
    for words in (TITLE, NUMBER, own.author.name, "Modérateur", "Seconde"):
        assert words not in page.content()


def fits(page: Page) -> None:
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), page.url


def test_the_citizen_needs_no_script(client, debate, citizen, moderator, second):
    """Each page leads to the next one by a link or a form of its own."""
    client.force_login(citizen)
    sent = {"nature": "practice", "title": TITLE, "body": BODY}
    page = client.post(reverse("post", args=["tiers-lieux", debate.pk]), sent, follow=True)
    assert "Il semble contenir un numéro de téléphone." in plain(page.text)
    own = Contribution.objects.get()
    actions.hide(own, by=moderator, reason="personal_data", note=NOTE)
    let_stand()

    page = client.get(own.get_absolute_url())
    address = reverse("appeal", args=["tiers-lieux", own.decisions.get().pk])
    for shown in (page, client.get(reverse("notices")), client.get(reverse("my_space"))):
        assert f'href="{address}"' in shown.text
    assert NOTE in client.get(address).text
    page = client.post(address, {"body": PLEA}, follow=True)
    assert "Il attend la réponse d’un autre modérateur." in plain(page.text)
    actions.grant(Appeal.objects.get(), by=second, answer=ANSWER)

    assert ANSWER in client.get(address).text
    client.logout()
    assert NUMBER in plain(client.get(own.get_absolute_url()).text)
    register = client.get(reverse("register", args=["tiers-lieux"])).text
    assert reverse("register_csv", args=["tiers-lieux"]) in register
    assert "accordée" in register
