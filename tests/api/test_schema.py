"""Whatever is sent, by whomever, the API answers as its schema says, and never fails."""

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from consultation.models import Role
from consultation.wsgi import application
from debates import actions
from tests.api.conftest import Program
from tests.factories import ArgumentFactory, ContributionFactory, ExtractFactory, IdeaFactory, PageFactory, PlaceFactory

pytestmark = pytest.mark.django_db
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
SOME = settings(
    max_examples=6,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Requests that come through the server's door leave the transaction of the test open, as Django's client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def world(question, natures, citizen, monkeypatch) -> dict[str, object]:
    """A text of one's own and those of others, by the names of the parameters that lead to them."""
    monkeypatch.setattr("consultation.api_limits.ReadingThrottle.rate", "100000/min")
    monkeypatch.setattr("consultation.api_limits.SearchThrottle.rate", "100000/min")
    monkeypatch.setattr("consultation.api_limits.WritingThrottle.rate", "100000/min")
    contribution = ContributionFactory(question=question)
    ArgumentFactory(parent=contribution)
    actions.react(contribution, by=citizen, kind="agree")
    ExtractFactory(contribution=contribution, ideas=[IdeaFactory(theme=question.theme)])
    PageFactory(consultation=question.consultation)
    PlaceFactory(consultation=question.consultation, contribution=None, origin="liste:1")
    return {
        "slug": "tiers-lieux",
        "public_id": str(contribution.author.public_id),
        "questions": question.pk,
        "texts": contribution.pk,
        "own": ContributionFactory(question=question, author=citizen).pk,
    }


@pytest.fixture
def holder(request) -> Program:
    """Nobody, a participant, each role here, who has every role elsewhere, a key that is none."""
    people = {"participant": "citizen", "elsewhere": "stranger"} | {role: role for role in Role.values}
    wrong = {"nobody": "", "wrong key": "cle_inconnue"}
    if request.param in wrong:
        return Program(words=wrong[request.param])
    return Program(request.getfixturevalue(people[request.param]))


ROLES = ("nobody", "wrong key", "participant", *Role.values, "elsewhere")


@pytest.mark.parametrize("holder", ROLES, indirect=True)
def test_every_answer_is_one_the_schema_knows(world, holder):
    schema = schemathesis.openapi.from_wsgi("/api/schema/?format=json", app=application)
    operations = [found.ok() for found in schema.get_all_operations()]
    if holder.words:  # a key changes nothing for who reads
        operations = [operation for operation in operations if operation.definition.raw.get("security") != [{}]]
    assert len(operations) >= 7
    for operation in operations:
        ask(operation, world, holder)


def ask(operation, world: dict[str, object], holder: Program) -> None:
    @SOME
    @given(case=operation.as_strategy())
    def asked(case: Case) -> None:
        tell(case, holder)
        for pk in filter(None, (world.get(case.path.split("/")[3]), world["own"])):
            if case.path_parameters:
                known = {**world, "pk": pk, "id": pk}
                case.path_parameters = {name: known[name] for name in case.path_parameters}
                tell(case, holder)

    asked()


def tell(case: Case, holder: Program) -> None:
    """Ask, check the answer, and leave the world as it was."""
    headers = {"Accept-Encoding": "identity"}
    headers |= {"Authorization": f"Bearer {holder.words}"} if holder.words else {}
    case.headers = {name: value for name, value in (case.headers or {}).items() if name.lower() != "authorization"}
    with transaction.atomic():
        response = case.call(headers=headers)
        case.validate_response(response, checks=CHECKS)
        transaction.set_rollback(True)
