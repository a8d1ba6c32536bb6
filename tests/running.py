"""Real processes for the tests: the browser, and a Celery worker on the test's own database and broker."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright

from consultation.models import User

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
OF_THE_LOOK = ("color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable")
OF_WHAT_IS_SHOWN = ("aria-hidden-focus", "button-name", "duplicate-id-aria", "label", "link-name", "heading-order")
AGAIN = {  # what the width and the colours of a window may change on a page where all rules were asked already
    "runOnly": {"type": "rule", "values": [*OF_THE_LOOK, *OF_WHAT_IS_SHOWN]},
    "resultTypes": ["violations"],
}
WIDTHS = (1280, 390)
AXE = Axe().axe_script
RUN = "options => axe.run(options).then(results => results.violations)"


def launch(playwright: Playwright) -> Browser:
    """The Chromium of this machine: CHROMIUM, else the first one found."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    assert found, "no Chromium: `make test` installs it"
    return playwright.chromium.launch(executable_path=found, args=FLAGS)


def faults(browser: Browser, site: str, pages: dict[User | None, list[str]]) -> list[tuple]:
    """What is wrong with pages as each person sees them, wide and narrow.

    Everything axe finds, pages that scroll sideways, and everything the browser complains about, which is where a
    refusal of the content security policy shows.
    """
    return [fault for person, addresses in pages.items() for fault in _seen_by(browser, site, person, addresses)]


def _seen_by(browser: Browser, site: str, person: User | None, addresses: list[str]) -> list[tuple]:
    found: list[tuple] = []
    context = signed_in(browser, site, person)
    page = context.new_page()
    page.on("pageerror", lambda error: found.append((page.url, str(error))))
    page.on("console", lambda message: found.extend(_complaint(page, message)))
    for address in addresses:
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        page.goto(address)
        for width in WIDTHS:  # one page, made narrower
            page.set_viewport_size({"width": width, "height": 900})
            rules = RULES if width == WIDTHS[0] else AGAIN
            found += [(address, width, *fault) for fault in _on_page(page, rules)]
    context.close()
    return found


def signed_in(browser: Browser, site: str, person: User | None, **options: Any) -> BrowserContext:
    """A window of the browser in which this person is signed in, or nobody; `options` are those of Playwright."""
    context = browser.new_context(base_url=site, reduced_motion="reduce", **options)
    if person:
        context.add_cookies([session_of(person, site)])
    return context


def session_of(person: User, site: str) -> dict:
    """The cookie of a session of this person, who has just given the password, for a window of the browser."""
    client = Client()
    client.force_login(person)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}


def _complaint(page: Page, message: ConsoleMessage) -> list[tuple]:
    """An error of the console, but for the status of a page that is meant to be missing."""
    expected = "Failed to load resource" in message.text and message.location["url"] == page.url
    return [] if message.type != "error" or expected else [(page.url, message.text)]


def _on_page(page: Page, rules: dict) -> list[tuple]:
    found = violations(page, rules)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append(("sideways",))
    return found


def violations(page: Page, rules: dict = RULES) -> list[tuple]:
    """What axe finds on a page as it stands; axe itself is brought there once."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(RUN, rules)
    return [(fault["id"], node["target"], node["html"][:150]) for fault in found for node in fault["nodes"]]


def database_url() -> str:
    """The address of the database this test writes in."""
    at = connection.settings_dict
    person = f"{quote(at['USER'])}:{quote(at['PASSWORD'])}"
    if at["HOST"].startswith("/"):
        return f"postgres://{person}@/{at['NAME']}?host={quote(at['HOST'])}&port={at['PORT']}"
    return f"postgres://{person}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


def worker_environment(mails: Path, site: str = "http://127.0.0.1:8000", **more: str) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "consultation.settings",
        "DATABASE_URL": database_url(),
        "REDIS_URL": settings.REDIS_URL,
        "SECRET_KEY": "a-secret-of-the-tests-that-signs-nothing-real-0123456789",
        "SITE_URL": site,
        "MAIL_FOLDER": str(mails),
        **more,
    }


@contextmanager
def worker(mails: Path, site: str = "http://127.0.0.1:8000", **more: str) -> Iterator[subprocess.Popen]:
    """A Celery worker with its beat, ended with the block."""
    command = [sys.executable, "-m", "celery", "-A", "consultation", "worker", "--beat", "--pool=solo"]
    options = ["--loglevel=WARNING", "--without-gossip", "--without-mingle", f"--schedule={mails}/beat"]
    log = (mails / "worker.log").open("w")
    process = subprocess.Popen(
        [*command, *options],
        env=worker_environment(mails, site, **more),
        cwd=ROOT,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # its beat, which outlives a worker that was killed
        log.close()
