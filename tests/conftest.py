"""The small cast of the tests: one consultation whose debate is open, one person a role, and a stranger."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from consultation.models import Consultation, Role, User
from debates.models import Nature, Question, Theme
from tests import cast, quick, running

quick.list_static_files_once()
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")  # how long an example takes says how busy the machine is, not whether it is right


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium a test process."""
    with sync_playwright() as playwright:
        browser = running.launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def consultation(db) -> Consultation:
    """Moderated before publication, its debate open today."""
    return cast.consultation()


@pytest.fixture
def theme(consultation) -> Theme:
    return cast.theme(consultation)


@pytest.fixture
def question(theme) -> Question:
    return cast.question(theme)


@pytest.fixture
def natures(consultation) -> dict[str, Nature]:
    """The default natures by key."""
    return cast.natures(consultation)


@pytest.fixture
def citizen(db) -> User:
    return cast.citizen()


@pytest.fixture
def moderator(consultation) -> User:
    return cast.staff(consultation, Role.MODERATOR)


@pytest.fixture
def harvester(consultation) -> User:
    return cast.staff(consultation, Role.HARVESTER)


@pytest.fixture
def editor(consultation) -> User:
    return cast.staff(consultation, Role.EDITOR)


@pytest.fixture
def administrator(consultation) -> User:
    return cast.staff(consultation, Role.ADMINISTRATOR)


@pytest.fixture
def stranger(db) -> User:
    """Has every role, in another consultation."""
    return cast.stranger()
