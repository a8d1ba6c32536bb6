"""axe on every page of the debate, signed out, in and as a moderator, wide and narrow; and no sideways scroll."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from django.test import Client
from django.urls import reverse
from playwright.sync_api import sync_playwright

from debates import actions
from debates.models import Reason, State
from tests import running
from tests.factories import (
    ArgumentFactory,
    CommuneFactory,
    ContributionFactory,
)

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's driver keeps an event loop in this thread
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}}
WIDTHS = (1280, 390)


@pytest.fixture
def debate(transactional_db, consultation, theme, question, natures, citizen, moderator):
    """A question with a contribution of every kind and a thread of every shape; the addresses of its pages."""
    with transaction.atomic():
        return written(question, citizen, moderator)


def written(question, citizen, moderator):
    commune = CommuneFactory()
    root = ContributionFactory(question=question, commune=commune, body="### Un titre\n\nUn texte.\n\n- une liste")
    parent = root
    for _ in range(7):
        parent = ArgumentFactory(parent=parent, commune=commune)
    ArgumentFactory(parent=root, stance="against", author=citizen, state=State.PENDING)
    ArgumentFactory(parent=root, stance="nuance", author=citizen)
    own = ContributionFactory(question=question, author=citizen, commune=commune)
    actions.edit(own, by=citizen, title="Autre titre", body="Autre texte.")
    hidden = ContributionFactory(question=question, author=citizen)
    actions.hide(hidden, by=moderator, reason=Reason.INSULT, note="Un mot.")
    withdrawn = ContributionFactory(question=question, author=citizen)
    ArgumentFactory(parent=withdrawn)
    actions.withdraw(withdrawn, by=citizen)

    def at(name, *args):
        return reverse(name, args=["tiers-lieux", *args])

    return {
        None: [
            at("consultation"),
            at("theme", "territoires"),
            at("question", question.pk),
            at("question", question.pk) + "?nature=model",
            at("contribution", root.pk),
            at("contribution", withdrawn.pk),
            at("version", root.pk, 1),
            at("contribution", 10**9),
        ],
        citizen: [
            at("question", question.pk),
            at("post", question.pk),
            at("contribution", root.pk),
            at("contribution", own.pk),
            at("contribution", hidden.pk),
            at("reply", parent.pk),
            at("edit", own.pk),
            at("withdraw", own.pk),
            reverse("my_space"),
            reverse("where_from"),
            at("moderation_desk"),
        ],
        moderator: [at("moderation_desk"), at("moderation_desk") + f"?texte={hidden.pk}", at("contribution", root.pk)],
    }


def test_axe_finds_nothing_and_nothing_scrolls_sideways(debate, live_server):
    faults = []
    with sync_playwright() as playwright:
        browser = running.launch(playwright)
        for person, addresses in debate.items():
            context = browser.new_context(base_url=live_server.url, reduced_motion="reduce")
            if person:
                client = Client()
                client.force_login(person)
                session = client.cookies["sessionid"].value
                context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
            page = context.new_page()
            for address in addresses:
                for width in WIDTHS:
                    page.set_viewport_size({"width": width, "height": 900})
                    page.goto(address)
                    found = Axe().run(page, options=RULES).response["violations"]
                    faults += [
                        (address, width, fault["id"], node["target"], node["html"][:120])
                        for fault in found
                        for node in fault["nodes"]
                    ]
                    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                        faults.append((address, width, "sideways"))
            context.close()
        browser.close()
    assert faults == []
