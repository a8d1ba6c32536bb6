"""axe on every page of the administration, wide and narrow, in each state; and no sideways scroll."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from django.test import Client
from django.urls import reverse

from administration import actions
from consultation.models import Role
from tests import running
from tests.factories import (
    ConsultationFactory,
    ContributionFactory,
    MembershipFactory,
    NatureFactory,
    PhaseFactory,
    QuestionFactory,
    ThemeFactory,
    UserFactory,
)

PAGES = ("administration", "administer_general", "administer_calendar", "administer_themes", "administer_natures")
LONG = "Unmotbeaucouptroplongpourunécrandetéléphonequinesecoupenullepart"


@pytest.fixture
def site_pages(transactional_db):
    with transaction.atomic():
        return laid_out()


def laid_out() -> dict:
    person, other = UserFactory(name="Anne"), UserFactory(name=LONG)
    full, bare = ConsultationFactory(slug="pleine", name=LONG), ConsultationFactory(slug="vide", state="preparing")
    for consultation in (full, bare):
        MembershipFactory(consultation=consultation, user=person, role=Role.ADMINISTRATOR)
    PhaseFactory(consultation=full)
    phase = PhaseFactory(consultation=full, name=LONG)
    nature = NatureFactory(consultation=full, name=LONG[:40])
    theme = ThemeFactory(consultation=full, name=LONG)
    ThemeFactory(consultation=full, name="Deux", colour="plum")
    question = QuestionFactory(theme=theme, title=LONG)
    QuestionFactory(theme=theme)
    ContributionFactory(question=question, state="pending")
    for role in Role.values:
        MembershipFactory(consultation=full, user=other, role=role)
    invitation = actions.invite(full, by=person, email=f"{LONG[:50]}@exemple.invalid", roles=["editor"])

    def at(route, *args):
        return reverse(route, args=["pleine", *args])

    return {
        person: [
            *(reverse(route, args=[slug]) for slug in ("pleine", "vide") for route in (*PAGES, "administer_team")),
            at("administer_phase", phase.pk),
            at("administer_theme", theme.pk),
            at("administer_question", question.pk),
            at("administer_nature", nature.pk),
            reverse("new_consultation"),
            reverse("my_space"),
            reverse("consultation", args=["vide"]),
            reverse("invitation", args=[invitation.token]),
        ],
        None: [reverse("invitation", args=[invitation.token]), reverse("invitation", args=["0" * 64])],
    }


def test_axe_finds_nothing_and_nothing_scrolls_sideways(site_pages, browser, live_server):
    assert running.faults(browser, live_server.url, site_pages) == []


def test_axe_finds_nothing_in_a_form_to_mend(site_pages, browser, live_server):
    client = Client()
    client.force_login(next(iter(site_pages)))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    context = browser.new_context(base_url=live_server.url, reduced_motion="reduce")
    context.add_cookies([cookie])
    page = context.new_page()
    for route, button in (("administer_calendar", "Ajouter la phase"), ("administer_team", "Envoyer l’invitation")):
        page.goto(reverse(route, args=["pleine"]))
        page.get_by_role("button", name=button, exact=True).click()
        page.locator(".error-summary a").first.click()
        assert page.evaluate("document.activeElement.name") in ("starts_on", "email")
        assert Axe().run(page, options=running.RULES).response["violations"] == []
    context.close()
