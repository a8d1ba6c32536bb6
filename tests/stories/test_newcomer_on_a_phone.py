"""A newcomer on a phone: writes before signing in, is moderated, argued with, told, cited, and sees all of that."""

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from debates.models import Contribution, State
from synthesis import actions as synthesis
from tests.factories import CommuneFactory
from tests.stories.conftest import code_sent, let_stand, plain, press, send_mails

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.story]

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
SENTENCE = "Le bail de neuf ans ferme les petits lieux avant leur deuxième hiver."
BODY = f"Je tiens un atelier de six places.\n\n{SENTENCE}"
ANSWER = "Chez nous la commune loue au mois, et personne ne part."


def test_from_the_first_word_to_the_citation(
    visit, question, theme, natures, citizen, moderator, harvester, editor, consultation
):
    CommuneFactory()
    page = visit(**PHONE)
    write(page, question)
    sign_up(page)
    send(page)
    own = Contribution.objects.get()
    staff = visit(moderator)
    publish(staff)
    let_stand()
    answer(visit(citizen), own)
    publish(staff)
    let_stand()
    cite(own, theme, natures, harvester, editor, consultation)
    send_mails()

    subjects = [plain(sent.subject) for sent in mail.outbox if sent.to == ["odile@exemple.invalid"]]
    assert subjects[1] == "Votre texte est en ligne"
    assert sum("répond" in subject.lower() for subject in subjects) == 1
    assert sum("cité" in subject.lower() for subject in subjects) == 1
    read_notices(page)
    see_what_became_of_it(page)
    assert page.faults == []


def write(page: Page, question) -> None:
    page.goto(question.theme.consultation.get_absolute_url())
    page.get_by_role("link", name="Quels lieux pour quels territoires").first.tap()
    page.get_by_role("link", name="Je contribue").tap()
    page.locator("label", has_text="Frein").first.tap()
    page.get_by_label("Titre").fill("Un bail d’essai pour les lieux")
    page.get_by_label("Votre texte").fill(BODY)
    page.get_by_label("Lien vers une source").fill("https://exemple.invalid/etude-des-baux")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.get_by_role("button", name="Publier ma contribution").tap()


def sign_up(page: Page) -> None:
    page.get_by_role("main").get_by_role("link", name="Créer un compte").tap()
    expect(page.get_by_role("main")).to_contain_text("Votre texte est gardé")
    page.locator("[name=email]").fill("odile@exemple.invalid")
    page.locator("[name=password1]").fill("un long mot de passe à moi")
    page.get_by_label("Nom affiché").fill("Odile Ferrand")
    page.get_by_label("Vous parlez en tant que").select_option("manager")
    page.get_by_label("Montrer ma qualité").tap()
    page.get_by_label("Votre commune").fill("Felletin")
    page.get_by_label("Montrer ma commune").tap()
    press(page, "Créer mon compte")
    expect(page.locator("[name=code]")).to_be_visible()
    page.locator("[name=code]").fill(code_sent())
    press(page, "Confirmer")


def send(page: Page) -> None:
    """All that was written is there again; sent, it waits."""
    expect(page.get_by_label("Votre texte")).to_have_value(BODY)
    expect(page.get_by_label("Lien vers une source")).to_have_value("https://exemple.invalid/etude-des-baux")
    expect(page.locator("[name=nature][value=barrier]")).to_be_checked()
    press(page, "Publier ma contribution")
    expect(page.get_by_text("En attente de modération")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Vous seul voyez ce texte.")
    expect(page.locator(".whence").first).to_contain_text("Felletin (23)")


def publish(page: Page) -> None:
    page.goto("/tiers-lieux/moderation/")
    press(page, "Publier")
    expect(page.get_by_text("Rien n’attend")).to_be_visible()


def answer(page: Page, own: Contribution) -> None:
    page.goto(own.get_absolute_url())
    page.locator("label", has_text="Contre").first.click()
    page.get_by_label("Votre argument", exact=False).last.fill(ANSWER)
    press(page, "Publier mon argument")
    expect(page.get_by_role("main")).to_contain_text("dès qu’un modérateur l’aura lu")


def cite(own, theme, natures, harvester, editor, consultation) -> None:
    """The mission's part, told by the desks' own stories."""
    own.refresh_from_db()
    assert own.state == State.PUBLISHED
    idea = synthesis.add_idea(theme, title="Des baux à la mesure des lieux qui démarrent", by=harvester)
    synthesis.harvest(own.live, passage=SENTENCE, nature=natures["barrier"], ideas=[idea], by=harvester)
    synthesis.publish(synthesis.draft(consultation, by=editor), by=editor)


def read_notices(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Mes avis").tap()
    said = page.get_by_role("main")
    for words in ("en ligne", "répond", "cité"):
        expect(said.get_by_role("heading", name=words).first).to_be_visible()


def see_what_became_of_it(page: Page) -> None:
    page.get_by_role("banner").get_by_role("link", name="Mon espace").tap()
    fate = page.locator("article", has_text="Un bail d’essai pour les lieux").first
    for words in ("En ligne depuis le", "Lu par la mission le", SENTENCE, "Des baux à la mesure", "Cité dans"):
        expect(fate).to_contain_text(words)
    fate.get_by_role("link", name="Un bail d’essai pour les lieux").tap()
    expect(page.get_by_role("heading", name="Que devient ma contribution")).to_be_visible()
    expect(page.locator("mark.harvested")).to_contain_text(SENTENCE)
    expect(page.get_by_role("link", name="exemple.invalid")).to_be_visible()
    expect(page.locator(".side-against")).to_contain_text(ANSWER)
    page.get_by_role("link", name="Cité dans").first.tap()
    expect(page.locator("main")).to_contain_text(SENTENCE)
