"""An administrator opens a consultation alone, without JavaScript; an invited moderator joins by the link of a mail."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from administration import tasks
from administration.models import Invitation
from consultation.models import Consultation, User
from tests.factories import ConsultationFactory, MembershipFactory, UserFactory, protect

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.story]
ADDRESS = "bruno@exemple.invalid"
LOADS = 20  # pages, from one's own space to the consultation open to all


def test_from_nothing_to_open_with_an_invited_moderator(visit, client):
    person = UserFactory(email="anne@exemple.invalid", name="Anne")
    MembershipFactory(user=person, consultation=ConsultationFactory(slug="avant"), role="administrator")
    page = visit(person, java_script_enabled=False)
    loads = []
    page.on("load", lambda loaded: loads.append(loaded.url))

    create(page)
    date_the_debate(page)
    lay_out(page)
    invite(page)
    assert client.get("/le-bruit-en-ville/").status_code == 404
    accept(visit())
    preview_and_open(page)

    assert client.get("/le-bruit-en-ville/").status_code == 200
    assert len(loads) <= LOADS, loads
    consultation = Consultation.objects.get(slug="le-bruit-en-ville")
    assert [(theme.name, theme.questions.count()) for theme in consultation.themes.all()] == [
        ("Le jour", 1),
        ("La nuit", 1),
    ]
    assert set(consultation.memberships.values_list("user__name", "role")) == {
        ("Anne", "administrator"),
        ("Bruno", "moderator"),
    }


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def create(page):
    page.goto("/mon-espace/")
    page.get_by_role("link", name="Ouvrir une nouvelle consultation").click()
    page.locator("[name=name]").fill("Le bruit en ville")
    page.locator("[name=tagline]").fill("Comment rendre la ville plus calme ?")
    press(page, "Créer la consultation")
    page.locator("[name=introduction]").fill("La ville **consulte** ses habitants.")
    press(page, "Voir l’aperçu sans enregistrer")
    expect(page.locator("#apercu strong")).to_have_text("consulte")
    page.locator("[name=contact]").fill("mission@exemple.invalid")
    press(page, "Enregistrer et continuer")


def date_the_debate(page):
    today = timezone.localdate()
    page.locator("[name=starts_on]").fill(today.isoformat())
    page.locator("[name=ends_on]").fill((today - timedelta(1)).isoformat())
    press(page, "Ajouter la phase")
    expect(page.locator(".error-summary")).to_contain_text("finit avant de commencer")
    page.locator("[name=ends_on]").fill((today + timedelta(60)).isoformat())
    press(page, "Ajouter la phase")
    page.get_by_role("link", name="Continuer").click()


def lay_out(page):
    for theme, question in (("Le jour", "Quels bruits gênent le jour ?"), ("La nuit", "Et la nuit ?")):
        page.locator("[name=name]").fill(theme)
        press(page, "Ajouter le thème")
        block = page.locator("section").filter(has=page.get_by_role("heading", name=theme, exact=True))
        block.locator("[name=title]").fill(question)
        block.get_by_role("button", name="Ajouter la question").click()
    page.get_by_role("link", name="Continuer").click()


def invite(page):
    page.locator("[name=email]").fill(ADDRESS)
    page.locator("[name=roles][value=moderator]").check()
    press(page, "Envoyer l’invitation")
    expect(page.locator("main")).to_contain_text("Invitations sans réponse")


def accept(page):
    """The invited person has no account: the link survives opening one."""
    tasks.send_invitation(Invitation.objects.get().pk)
    path = re.search(r"/invitations/\w+/", mail.outbox[-1].body)[0]
    page.goto(path)
    page.get_by_role("main").get_by_role("link", name="Créer un compte").click()
    page.locator("[name=email]").fill(ADDRESS)
    page.locator("[name=password1]").fill("un long mot de passe à moi")
    page.locator("[name=name]").fill("Bruno")
    press(page, "Créer mon compte")
    code = page.locator("input[name=code]")
    expect(code).to_be_visible()
    code.fill(re.search(r"^\s*([A-Z0-9-]{6,9})\s*$", mail.outbox[-1].body, re.M)[1])
    page.locator("main form button[type=submit], main form button").first.click()
    press(page, "Accepter l’invitation")
    expect(page.locator("main")).to_contain_text("Vous faites maintenant partie de l’équipe.")
    expect(page.get_by_role("link", name="Modérer")).to_have_count(0)  # no rights before a second factor
    protect(User.objects.get(email=ADDRESS))
    page.goto(Consultation.objects.get(name="Le bruit en ville").get_absolute_url())
    page.get_by_role("link", name="Modérer").click()
    expect(page.locator(".masthead")).to_contain_text("Le bruit en ville")


def preview_and_open(page):
    page.get_by_role("link", name="Continuer").click()
    expect(page.locator(".is-due")).to_have_count(0)
    page.get_by_role("link", name="les pages telles qu’un visiteur les verra").click()
    expect(page.locator(".state-band")).to_contain_text("En préparation")
    expect(page.get_by_role("heading", name="La nuit")).to_be_visible()
    page.get_by_role("link", name="Préparer l’ouverture").click()
    press(page, "Ouvrir la consultation")
    expect(page.locator("main")).to_contain_text("La consultation est ouverte.")
    expect(page.locator(".state-band")).to_have_count(0)
