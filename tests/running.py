"""Real processes for the tests: the browser, and a Celery worker on the test's own database and broker."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, Playwright

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def launch(playwright: Playwright) -> Browser:
    """The Chromium of this machine: CHROMIUM, else the first one found."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    assert found, "no Chromium: `make test` installs it"
    return playwright.chromium.launch(executable_path=found, args=FLAGS)


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
        log.close()
