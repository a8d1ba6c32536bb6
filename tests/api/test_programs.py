"""What other sites, caches and hurried programs get: CORS, ETag, limits."""

import pytest
from django.test import override_settings

from tests.api.conftest import Program
from tests.factories import ContributionFactory

pytestmark = pytest.mark.django_db
ELSEWHERE = {"origin": "https://exemple.org"}
READ = ["/api/v1/", "/api/v1/contributions/", "/api/v1/communes/", "/api/v1/search/", "/api/schema/"]


@pytest.fixture
def written(question) -> list[str]:
    """The addresses that only a key opens."""
    contribution = ContributionFactory(question=question)
    return [
        f"/api/v1/questions/{question.pk}/contributions/",
        *(f"/api/v1/texts/{contribution.pk}/{rest}" for rest in ("", "arguments/", "reaction/")),
    ]


@pytest.mark.parametrize("path", READ)
@pytest.mark.parametrize(
    "asked",
    [
        {"Access-Control-Request-Method": "POST"},
        {"Access-Control-Request-Method": "DELETE"},
        {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"},
        {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "content-type"},
    ],
    ids=str,
)
def test_a_page_of_another_site_asks_for_no_more_than_reading(client, path, asked):
    answer = client.options(path, headers=ELSEWHERE | asked)
    assert answer.status_code == 403
    assert not [name for name in answer.headers if name.startswith("Access-Control")]


def test_nor_does_it_write(client, written, program):
    for path in written:
        for method in ("POST", "PUT", "DELETE", "GET"):
            asked = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": "authorization"}
            for answer in (
                client.options(path, headers=ELSEWHERE | asked),
                client.generic(method, path, headers=ELSEWHERE),
                client.generic(method, path, headers=ELSEWHERE | {"Authorization": f"Bearer {program.words}"}),
            ):
                assert not [name for name in answer.headers if name.startswith("Access-Control")], (method, path)


def test_what_is_written_is_kept_by_nobody(written, program, client):
    answer = client.get(written[1], headers={"Authorization": f"Bearer {program.words}"})
    assert answer["Cache-Control"] == "no-store"


def test_an_answer_is_not_sent_twice(client, question):
    contribution = ContributionFactory(question=question)
    path = f"/api/v1/contributions/{contribution.pk}/"
    first = client.get(path)
    assert first["Cache-Control"] == "public, no-cache"
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Access-Control-Allow-Origin"] == "*"
    type(contribution).objects.filter(pk=contribution.pk).update(agree_count=9)
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200
    type(contribution).objects.filter(pk=contribution.pk).update(state="hidden")
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 404


def test_reading_counts_by_address_and_says_when_to_come_back(client, monkeypatch):
    monkeypatch.setattr("consultation.api_limits.ReadingThrottle.rate", "2/min")
    for path in READ[:2]:
        assert client.get(path).status_code == 200
    answer = client.get(READ[0])
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (429, "*")
    assert 0 < int(answer["Retry-After"]) <= 60
    assert "Attendez" in answer.json()["detail"]
    assert client.get(READ[0], REMOTE_ADDR="192.0.2.1").status_code == 200


def test_an_address_that_the_reader_wrote_himself_counts_for_nothing(client, monkeypatch):
    """Without a proxy the header is nobody's; behind one, only what the proxy wrote last is read."""
    monkeypatch.setattr("consultation.api_limits.ReadingThrottle.rate", "1/min")
    assert client.get(READ[0], headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 200
    assert client.get(READ[0], headers={"X-Forwarded-For": "192.0.2.2"}).status_code == 429


def test_without_redis_everybody_is_let_through(client, monkeypatch):
    monkeypatch.setattr("consultation.api_limits.ReadingThrottle.rate", "1/min")
    away = {
        "default": {
            "BACKEND": "consultation.cache.ForgivingRedisCache",
            "LOCATION": "redis://127.0.0.1:1",
            "OPTIONS": {"socket_connect_timeout": 1},
        }
    }
    with override_settings(CACHES=away):
        for _ in range(3):
            assert client.get(READ[0]).status_code == 200


def test_what_is_nowhere_is_said_in_json(client):
    for path in ("/api/v1/nowhere/", "/api/v1/contributions/abc/", "/api/v1/texts/-1/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")
    assert client.get("/nulle-part/du-tout/")["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("size", ["0", "101", "-1", "abc", "1e2", "٣", "9" * 30, " 1"])
def test_pages_have_a_most(client, size):
    assert client.get("/api/v1/contributions/", {"size": size}).json()["size"]


def test_a_key_tells_nothing_more_when_reading(question):
    hidden = ContributionFactory(question=question, state="hidden")
    Program(hidden.author).ask("GET", f"contributions/{hidden.pk}/", status=404)
