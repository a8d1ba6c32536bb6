"""What is typed and not sent, in a real browser: offered again after a closed tab, and to nobody else."""

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from tests.factories import PASSWORD

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

    other.goto(f"{live_server.url}/comptes/logout/")
    other.click("main button.button")
    other.goto(place)
    assert other.evaluate("localStorage.length") == 0
    context.close()
