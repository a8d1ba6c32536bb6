"""The book of operators leads where it says, and what it installs is what the platform runs."""

import re
from configparser import ConfigParser
from pathlib import Path

import pytest

from tests.configuration import ROOT

BOOK = [ROOT / "docs/operations.md", ROOT / "docs/fr/exploitation.md", *sorted((ROOT / "docs/operations").glob("*.md"))]
UNITS = sorted((ROOT / "deploy/systemd").glob("*.service"))


def anchors(page: Path) -> set[str]:
    """The headings of a page, as addresses."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", BOOK, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
        if "://" not in target:
            path, _mark, anchor = target.partition("#")
            there = (page.parent / path).resolve() if path else page
            assert there.exists(), target
            assert not anchor or anchor in anchors(there), target


def test_there_are_runbooks_and_each_is_listed():
    text = (ROOT / "docs/operations/runbooks.md").read_text()
    titles = re.findall(r"^## (\d+)\. ", text, re.MULTILINE)
    assert len(titles) >= 10
    assert titles == re.findall(r"^(\d+)\. \[", text, re.MULTILINE)


def test_what_is_installed_is_in_the_repository():
    page = (ROOT / "docs/operations/debian.md").read_text()
    for path in re.findall(r"(?<=[ \"])deploy/[\w./*-]+", page):
        assert list(ROOT.glob(path.rstrip("/"))), path


def unit(path: Path) -> ConfigParser:
    read = ConfigParser(strict=False, interpolation=None)
    read.optionxform = str
    read.read([path])
    return read


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_starts_what_is_there(path):
    words = unit(path)["Service"]["ExecStart"].split()
    program = words[0].removeprefix("/srv/consultation/.venv/bin/")
    assert program in ("gunicorn", "celery", "/bin/sh")
    if program == "celery":
        assert words[words.index("--app") + 1] == "consultation"


def test_the_web_server_is_started_as_in_the_image():
    """The same words but the address: what was measured and tried is what is installed."""
    command = re.search(r'^CMD \["gunicorn", (.*)\]$', (ROOT / "Dockerfile").read_text(), re.MULTILINE)[1]
    image = [word for word in re.findall(r'"([^"]+)"', command) if not word.endswith(":8000")]
    words = unit(ROOT / "deploy/systemd/consultation-web.service")["Service"]["ExecStart"].split()[1:]
    assert [word for word in words if not word.endswith(":8000")] == image


def test_units_have_no_privilege_and_their_own_account():
    shared = unit(ROOT / "deploy/systemd/consultation-.service.d/shared.conf")["Service"]
    assert shared["User"] == "consultation"
    assert shared["EnvironmentFile"] == "/etc/consultation/consultation.env"
    assert shared["NoNewPrivileges"] == shared["ProtectHome"] == shared["PrivateTmp"] == "yes"
    assert shared["ProtectSystem"] == "strict"
    assert shared["CapabilityBoundingSet"] == ""


def test_nginx_writes_what_the_platform_believes():
    text = (ROOT / "deploy/nginx/consultation.conf").read_text()
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text
    assert "proxy_set_header X-Forwarded-Proto $scheme;" in text
    assert "location = /metrics { return 404; }" in text
