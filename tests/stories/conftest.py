"""What the stories share: a site, and visitors with a browser of their own."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.db.models import F
from playwright.sync_api import Page, expect

from consultation import notices, second_factor
from consultation.models import Notice
from debates import actions
from debates.models import Decision
from tests import running
from tests.factories import PASSWORD

expect.set_options(timeout=15_000)  # milliseconds: how long a page takes says how busy the machine is


@pytest.fixture
def site(live_server, settings) -> str:
    """The address of the site, known to everything that writes it; nobody has asked it for anything yet."""
    cache.clear()  # the limits count all stories as one address
    settings.SITE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    return live_server.url


@pytest.fixture
def visit(browser, site) -> Iterator[Callable[..., Page]]:
    """Open the site as somebody new, with a browser of his own; `visit(person)` signs in first."""
    contexts = []

    def open_as(person=None, **options) -> Page:
        context = browser.new_context(base_url=site, locale="fr-FR", accept_downloads=True, **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("console", lambda message: message.type == "error" and page.faults.append(message.text))
        if person and second_factor.has(person):  # asked for a second factor, which has stories of its own
            context.add_cookies([running.session_of(person, site)])
        elif person:
            sign_in(page, person.email)
        return page

    yield open_as
    for context in contexts:
        context.close()


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/comptes/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("main form button[type=submit], main form button").first.click()
    page.wait_for_url("**/mon-espace/")


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def code_sent() -> str:
    """The code of the last mail."""
    return re.search(r"^\s*([A-Z0-9-]{6,9})\s*$", mail.outbox[-1].body, re.M)[1]


def send_mails() -> None:
    """What the worker does with the notices that wait."""
    for notice in Notice.objects.waiting():
        notices.send_notice(notice.pk)


def let_time_pass() -> None:
    """The time to take a decision back goes by; what its author is told is due."""
    ago = actions.UNDO_FOR + timedelta(seconds=1)
    Decision.objects.update(at=F("at") - ago)
    Notice.objects.update(created_at=F("created_at") - ago, due_at=F("due_at") - ago)


def let_stand() -> None:
    """The time to take a decision back goes by, and its author is told."""
    let_time_pass()
    send_mails()


def plain(text: str) -> str:
    """French spaces as typed on a keyboard."""
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())
