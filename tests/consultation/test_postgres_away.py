"""While PostgreSQL is away nothing is accepted, and nothing that was typed is lost."""

import psycopg2
import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse

from consultation.embedded.places import free_port
from debates.models import Contribution

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def away():
    """Where nobody answers; called, PostgreSQL goes away, called again it is back."""
    here = connection.settings_dict["PORT"]

    def leave() -> None:
        connection.close()
        connection.settings_dict["PORT"] = here if connection.settings_dict["PORT"] != here else str(free_port())

    yield leave
    connection.close()
    connection.settings_dict["PORT"] = here


def test_a_text_sent_while_it_is_away_comes_back_and_is_sent_once(client, question, natures, citizen, away):
    client.force_login(citizen)
    address = reverse("post", args=["tiers-lieux", question.pk])
    sent = {"nature": "barrier", "title": "Le bail", "body": "Trop <long> & trop cher.", "key": "formulaire-1"}

    away()
    refused = client.post(address, sent)
    page = refused.content.decode()

    assert (refused.status_code, refused["Retry-After"], refused["Cache-Control"]) == (503, "5", "no-store")
    assert "Trop &lt;long&gt; &amp; trop cher." in page
    assert 'name="key" value="formulaire-1"' in page
    assert f'action="{address}"' in page
    away()
    for _each in range(2):
        assert client.post(address, sent).status_code == 302
    assert Contribution.objects.filter(author=citizen, key="formulaire-1").count() == 1


def test_a_page_asked_for_while_it_is_away_says_when_to_come_back(client, question, away):
    away()
    for address in ("/", question.get_absolute_url()):
        answer = client.get(address)
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    away()
    assert client.get(question.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("raised", "status"),
    [
        (psycopg2.DatabaseError("server closed the connection unexpectedly"), 503),  # in the midst of a query
        (None, 500),  # Django's own
    ],
)
def test_a_link_that_breaks_within_a_query_is_no_fault_of_ours(client, question, raised, status):
    def fail(*_query):
        raise DatabaseError(str(raised)) from raised

    with connection.execute_wrapper(fail):
        assert client.get(question.get_absolute_url()).status_code == status


def test_a_password_is_never_written_back(client, citizen, away):
    away()
    answer = client.post(reverse("account_login"), {"login": citizen.email, "password": "un-mot-de-passe-à-moi"})

    assert answer.status_code == 503
    assert "un-mot-de-passe" not in answer.content.decode()
    assert citizen.email not in answer.content.decode()


def test_programs_are_told_in_json(client, away):
    away()
    answer = client.get("/api/v1/consultations/")

    assert (answer.status_code, answer["Content-Type"]) == (503, "application/json")
    assert "quelques secondes" in answer.json()["detail"]


def test_a_process_lives_and_is_not_ready(client, away):
    assert (client.get("/healthz").status_code, client.get("/readyz").status_code) == (200, 200)
    away()
    assert (client.get("/healthz").status_code, client.get("/readyz").status_code) == (200, 503)


def test_a_fault_of_ours_is_still_a_fault(client, settings, tmp_path):
    settings.ROOT_URLCONF = "tests.consultation.broken_urls"

    assert client.get("/").status_code == 500
