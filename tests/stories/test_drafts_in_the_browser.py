"""What is typed and not sent, in a real browser: offered again after a closed tab, and to nobody else."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.factories import PASSWORD, ContributionFactory

TYPED = "Le bail précaire est trop court pour investir."


@pytest.fixture
def place(transactional_db, question, natures, live_server) -> str:
    cache.clear()
    return f"{live_server.url}/tiers-lieux/questions/{question.pk}/contribuer/"


def typed_in(page: Page, place: str) -> None:
    page.goto(place)
    page.fill("[name=title]", "Un bail pour essayer")
    page.fill("[name=body]", TYPED)
    expect(page.locator("[data-draft-said]")).to_be_visible()


def sign_in(page: Page, site: str, person) -> None:
    page.goto(f"{site}/comptes/login/")
    page.fill("[name=login]", person.email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button.button")
    page.wait_for_url("**/mon-espace/")


def test_a_closed_tab_loses_nothing(browser, place):
    context = browser.new_context()
    first = context.new_page()
    typed_in(first, place)
    first.close()

    again = context.new_page()
    again.goto(place)
    again.click("text=Le reprendre")
    expect(again.locator("[name=body]")).to_have_value(TYPED)
    again.click("text=Effacer ce brouillon")
    again.goto(place)
    expect(again.locator("[data-draft-found]")).to_be_hidden()
    context.close()


def test_nobody_else_is_shown_it_and_signing_out_erases_it(browser, place, live_server, citizen):
    context = browser.new_context()
    typed_in(context.new_page(), place)

    other = context.new_page()
    sign_in(other, live_server.url, citizen)
    other.goto(place)
    expect(other.locator("[data-draft-found]")).to_be_hidden()
    assert TYPED not in other.content()

    other.click("header >> text=Se déconnecter")
    expect(other.locator("header >> text=Se connecter")).to_be_visible()
    other.goto(place)
    assert other.evaluate("localStorage.length") == 0
    context.close()


def test_an_edit_begun_is_kept_offered_and_gone_once_saved(browser, place, live_server, question, citizen):
    text = ContributionFactory(question=question, author=citizen, body="Un texte.")
    address = live_server.url + reverse("edit", args=["tiers-lieux", text.pk])
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, live_server.url, citizen)
    page.goto(address)
    page.fill("[name=body]", TYPED)
    expect(page.locator("#brouillon")).to_contain_text("Brouillon gardé", timeout=10_000)

    page.goto(address)
    expect(page.locator("[name=body]")).to_have_value(TYPED)
    expect(page.locator("[data-draft-found]")).to_be_hidden()
    page.route("**/brouillon/", lambda route: route.abort())
    page.fill("[name=body]", TYPED + " Trois ans de plus.")
    expect(page.locator("#brouillon")).to_contain_text("dans ce navigateur", timeout=10_000)
    page.goto(address)
    page.click("text=Le reprendre")
    expect(page.locator("[name=body]")).to_have_value(TYPED + " Trois ans de plus.")

    page.click("text=Enregistrer cette version")
    page.wait_for_url(f"**/contributions/{text.pk}/")
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('draft:'))") == []
    page.goto(address)
    expect(page.locator("main")).not_to_contain_text("Voici votre brouillon")
    context.close()
