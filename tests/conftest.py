"""The small cast of the tests: one consultation whose debate is open, one person a role, and a stranger."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from consultation.models import Consultation, Role, User
from debates.models import Nature, Question, Theme
from tests import running
from tests.factories import (
    ConsultationFactory,
    MembershipFactory,
    NatureFactory,
    PhaseFactory,
    QuestionFactory,
    ThemeFactory,
    UserFactory,
)


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
    consultation = ConsultationFactory(slug="tiers-lieux")
    PhaseFactory(consultation=consultation)
    return consultation


@pytest.fixture
def theme(consultation) -> Theme:
    return ThemeFactory(consultation=consultation, slug="territoires")


@pytest.fixture
def question(theme) -> Question:
    return QuestionFactory(theme=theme, slug="quels-lieux")


@pytest.fixture
def natures(consultation) -> dict[str, Nature]:
    """The default natures by key."""
    return {key: NatureFactory(consultation=consultation, key=key) for key in Nature.DEFAULTS}


@pytest.fixture
def citizen(db) -> User:
    return UserFactory(email="citoyenne@exemple.invalid", name="Alice Martin")


@pytest.fixture
def moderator(consultation) -> User:
    return _staff(consultation, Role.MODERATOR, "Bruno Modérateur")


@pytest.fixture
def harvester(consultation) -> User:
    return _staff(consultation, Role.HARVESTER, "Hélène Récolte")


@pytest.fixture
def editor(consultation) -> User:
    return _staff(consultation, Role.EDITOR, "Éric Rédaction")


@pytest.fixture
def administrator(consultation) -> User:
    return _staff(consultation, Role.ADMINISTRATOR, "Anne Administration")


@pytest.fixture
def stranger(db) -> User:
    """Has every role, in another consultation."""
    elsewhere = ConsultationFactory(slug="ailleurs")
    person = UserFactory(email="ailleurs@exemple.invalid", name="Sacha Ailleurs")
    for role in Role.values:
        MembershipFactory(consultation=elsewhere, user=person, role=role)
    return person


def _staff(consultation: Consultation, role: str, name: str) -> User:
    person = UserFactory(email=f"{role}@exemple.invalid", name=name)
    MembershipFactory(consultation=consultation, user=person, role=role)
    return person
