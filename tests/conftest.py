"""The small cast of the tests: one consultation whose debate is open, one person a role, and a stranger."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from consultation.models import Consultation, Role, User
from debates.models import Nature, Question, Theme
from tests import cast, quick, running, template

quick.stop_looking_for_garbage()
quick.list_static_files_once()
quick.empty_what_was_filled()
quick.sign_in_without_a_session_before()
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")  # how long an example takes says how busy the machine is, not whether it is right


LONG = (  # files of tests that take ten seconds and more, the longest first
    "tests/test_chaos.py",
    "tests/consultation/test_replica.py",
    "tests/consultation/test_pgbouncer.py",
    "tests/consultation/test_run.py",
    "tests/consultation/test_rolling_restart.py",
    "tests/consultation/test_hostile_clients.py",
    "tests/test_accessibility.py",
    "tests/test_hidden_everywhere.py",
    "tests/test_every_page_in_english.py",
    "tests/test_bad_input.py",
    "tests/consultation/test_commands.py",
    "tests/consultation/test_base_command.py",
    "tests/demo/test_loading.py",
    "tests/synthesis/test_any_debate.py",
    "tests/synthesis/archive/test_verify.py",
    "tests/administration/test_framing.py",
    "tests/api/test_schema.py",
    "tests/consultation/test_cached_routes.py",
    "tests/stories/test_checked_line_by_line.py",
    "tests/stories/test_harvest_desk.py",
    "tests/synthesis/test_accessible.py",
    "tests/test_light_pages.py",
    "tests/stories/test_from_sign_up_to_pdf.py",
    "tests/administration/test_accessible.py",
    "tests/pages/test_statements.py",
    "tests/stories/test_contested_decision.py",
    "tests/stories/test_moderation_desk.py",
    "tests/stories/test_newcomer_on_a_phone.py",
    "tests/synthesis/test_worker.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    quick.longest_first(items, LONG)


def pytest_collection_finish() -> None:
    quick.look_for_garbage_of_tests_only()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker) -> None:
    """After pytest-django, which gives each process a database of its own name."""
    with django_db_blocker.unblock():
        template.copied()


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
