"""The pages of places in Chromium: axe, the console, no sideways scroll; and a practice located by keyboard alone."""

import pytest
from django.db import transaction
from django.urls import reverse

from consultation.models import Consultation
from consultation.territories import sources
from consultation.territories.models import Department
from debates.models import Place
from tests import running
from tests.factories import CommuneFactory, ContributionFactory, PlaceFactory


@pytest.fixture
def practice(transactional_db, consultation, theme, question, natures, citizen):
    """A practice and a listed place with their points, and another without one."""
    with transaction.atomic():
        Consultation.objects.update(has_places=True, moderation="after")
        CommuneFactory(postcodes="23500")
        Department.objects.filter(code="23").update(outline=sources.outlines()["23"])
        text = ContributionFactory(question=question, nature=natures["practice"], author=citizen)
        PlaceFactory(
            contribution=text, has_point=True, name="L’atelier" + " très" * 25 + " long", url="https://exemple.fr/"
        )
        there = {"contribution": None, "consultation": consultation}
        PlaceFactory(**there, origin="liste:1", has_point=True, facts={"address": "2 rue Haute", "type": "Coworking"})
        PlaceFactory(**there, origin="liste:2")
        return text


def test_every_page_is_sound_for_everybody(live_server, browser, practice, citizen):
    def at(name, *args):
        return reverse(name, args=["tiers-lieux", *args])

    pages = [at("places"), at("places") + "?mots=rien", at("place_department", "23")]
    own = [at("place", practice.pk), at("contribution", practice.pk)]
    assert running.faults(browser, live_server.url, {None: pages, citizen: own}) == []


def test_an_author_moves_a_practice_by_keyboard(live_server, browser, practice, citizen):
    context = running.signed_in(browser, live_server.url, citizen)
    page = context.new_page()
    page.goto(reverse("place", args=["tiers-lieux", practice.pk]))
    page.get_by_label("Latitude (facultatif)").press("Control+a")
    page.keyboard.type("46.170, 1.870")
    page.keyboard.press("Tab")
    page.keyboard.press("Delete")
    page.keyboard.press("Enter")
    page.wait_for_url("**/contributions/*/")
    assert page.get_by_text("C’est enregistré. Le lieu paraît sur la carte avec votre texte.").is_visible()
    place = Place.objects.get(contribution=practice)
    assert (place.latitude, place.longitude) == (46.17, 1.87)
    context.close()


def test_communes_are_proposed_announced_and_taken_by_keyboard(live_server, browser, practice, citizen):
    """The list belongs to the browser: what it is given and what is announced are looked at, and Enter sends."""
    context = running.signed_in(browser, live_server.url, citizen)
    page = context.new_page()
    page.goto(reverse("where_from"))
    page.locator("[name=commune]").press("Control+a")
    page.keyboard.type("23500", delay=30)
    option = page.locator("#communes option").first
    option.wait_for(state="attached")
    assert option.get_attribute("value") == "Felletin (23)"
    assert page.locator("[data-communes-said]").text_content().startswith("Communes proposées")

    page.keyboard.press("Control+a")
    page.keyboard.type("Felletin (23)", delay=10)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    context.close()
    citizen.refresh_from_db()
    assert str(citizen.commune) == "Felletin (23)"
