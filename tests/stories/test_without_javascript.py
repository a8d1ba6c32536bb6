"""Somebody whose browser runs no script reads everything, then signs up and argues."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from playwright.sync_api import Page, expect

from debates import actions
from debates.models import Contribution
from pages.models import Kind
from tests.factories import (
    ArgumentFactory,
    CommuneFactory,
    ContributionFactory,
    NatureFactory,
    PageFactory,
    PlaceFactory,
    ReactionFactory,
    UserFactory,
)
from tests.stories.conftest import code_sent, press

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.story]

TITLE = "Une ancienne perception au bourg"
DEEP = "Le dernier mot de cette longue branche."
MINE = "Chez nous aussi, et la commune paie le chauffage."


@pytest.fixture
def debate(transactional_db, settings, consultation, question, natures) -> dict:
    """A question of five contributions read three at a time, one of them edited, situated and much argued about."""
    cache.clear()
    settings.PAGE = 3
    with transaction.atomic():
        return written(consultation, question, natures)


def written(consultation, question, natures) -> dict:
    author = UserFactory(name="Hélène Vidal", commune=CommuneFactory(postcodes="23500"))
    for number in range(4):
        ContributionFactory(question=question, title=f"Un constat {number}", nature=natures["finding"])
    main = ContributionFactory(question=question, author=author, title=TITLE, nature=natures["practice"])
    PlaceFactory(contribution=main)
    type(consultation).objects.update(has_places=True)
    ReactionFactory(contribution=main)
    actions.edit(main, by=author, title=TITLE, body="Dans notre bourg, huit postes de travail.")
    actions.publish(main, by=UserFactory(), version=main.versions.last())
    parent = ArgumentFactory(parent=main)
    first = parent
    for number in range(9):
        parent = ArgumentFactory(parent=parent, body=DEEP if number == 8 else f"Une réponse {number}.")
    NatureFactory(consultation=consultation)
    PageFactory(consultation=consultation, kind=Kind.NEWS, title="Le débat est ouvert")
    return {"main": main, "first": first, "deep": parent, "question": question}


def test_reading_all_then_arguing(visit, debate):
    page = visit(java_script_enabled=False)
    read_lists(page)
    read_the_thread(page, debate)
    read_versions(page)
    search(page)
    read_the_rest(page, debate)
    send_to_a_contact(page, debate)
    argue(page, debate)
    assert page.faults == []


def follow(page: Page, name: str, **where) -> None:
    page.get_by_role("main").get_by_role("link", name=name, **where).first.click()


def read_lists(page: Page) -> None:
    page.goto("/tiers-lieux/")
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    page.locator("article.theme-block h3 a").first.click()
    expect(page.get_by_role("heading", name="Les questions")).to_be_visible()
    follow(page, "Quels lieux pour quels territoires")
    assert page.locator("article.card").count() == 3
    follow(page, "Voir plus de contributions")
    assert page.locator("article.card").count() == 2
    page.get_by_label("Nature").select_option("practice")
    page.get_by_label("Trier par").select_option("argued")
    press(page, "Filtrer")
    assert "nature=practice" in page.url
    assert "tri=argued" in page.url
    assert page.locator("article.card h3").all_inner_texts() == [TITLE]


def read_the_thread(page: Page, debate: dict) -> None:
    """The long branch is folded; a permalink opens it at its last text."""
    follow(page, TITLE)
    expect(page.get_by_text(DEEP)).to_be_hidden()
    for summary in page.locator("details.fold > summary").all():
        summary.click()
    expect(page.get_by_text("Une réponse 3.")).to_be_visible()
    page.goto(f"{debate['main'].get_absolute_url()}?ouvert={debate['deep'].pk}#c{debate['deep'].pk}")
    expect(page.get_by_text(DEEP)).to_be_in_viewport()


def read_versions(page: Page) -> None:
    follow(page, "n° 1 du", exact=False)
    expect(page.locator(".prose").first).to_contain_text("six postes")
    follow(page, "Comparer deux versions")
    expect(page.locator("main del").first).to_be_visible()
    expect(page.locator("main ins").first).to_be_visible()
    follow(page, "Revenir au texte en ligne")


def search(page: Page) -> None:
    page.get_by_role("search").get_by_label("Chercher dans le débat").fill("bourgs")
    page.get_by_role("search").get_by_role("button", name="Chercher").click()
    expect(page.locator("main mark").first).to_contain_text("bourg", ignore_case=True)
    page.locator("article.card", has_text=TITLE).first.get_by_role("link", name=TITLE).click()


def read_the_rest(page: Page, debate: dict) -> None:
    follow(page, "Hélène Vidal")
    expect(page.get_by_role("heading", name="Hélène Vidal")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(TITLE)
    page.get_by_role("banner").get_by_role("link", name="Les lieux").click()
    expect(page.get_by_role("main")).to_contain_text("L’ancienne perception")
    follow(page, "Creuse (23)")
    expect(page.get_by_role("heading", name="Creuse (23)")).to_be_visible()
    page.get_by_role("banner").get_by_role("link", name="La mission").click()
    follow(page, "Le débat est ouvert")
    expect(page.get_by_role("heading", name="Le débat est ouvert")).to_be_visible()
    page.goto(debate["question"].get_absolute_url())
    feed = page.get_by_role("link", name="Suivre par un fil Atom").get_attribute("href")
    answer = page.request.get(feed)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert TITLE in answer.text()


def send_to_a_contact(page: Page, debate: dict) -> None:
    page.goto(debate["main"].get_absolute_url())
    follow(page, "Envoyer à un contact")
    page.get_by_label("Adresse électronique de votre contact").fill("proche@exemple.invalid")
    press(page, "Envoyer le message")
    expect(page.get_by_role("main")).to_contain_text("Message parti")
    assert mail.outbox[-1].to == ["proche@exemple.invalid"]
    assert debate["main"].get_absolute_url() in mail.outbox[-1].body
    follow(page, "Revenir à la page")


def argue(page: Page, debate: dict) -> None:
    follow(page, "Écrire un argument")
    page.get_by_label("Nuance").check()
    page.get_by_label("Votre argument", exact=False).last.fill(MINE)
    press(page, "Publier mon argument")
    page.get_by_role("main").get_by_role("link", name="Créer un compte").click()
    page.locator("[name=email]").fill("odile@exemple.invalid")
    page.locator("[name=password1]").fill("un long mot de passe à moi")
    page.locator("[name=name]").fill("Odile Ferrand")
    page.locator("[name=commune]").fill("23500")
    press(page, "Créer mon compte")
    page.locator("[name=code]").fill(code_sent())
    press(page, "Confirmer")
    expect(page.get_by_label("Votre argument", exact=False).last).to_have_value(MINE)
    press(page, "Publier mon argument")
    expect(page.get_by_text(MINE)).to_be_visible()
    mine = Contribution.objects.get(author__name="Odile Ferrand")
    assert (mine.parent_id, mine.stance) == (debate["main"].pk, "nuance")
