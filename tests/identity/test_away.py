"""While Redis is away, what can be guessed or used against somebody stays limited."""

import socket
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from consultation import attempts
from consultation.models import Attempt
from tests.factories import PASSWORD
from tests.identity.conftest import signed_in, totp

pytestmark = pytest.mark.django_db
LOGIN, CODE = "/comptes/login/", "/comptes/2fa/authenticate/"


@pytest.fixture
def no_redis(settings):
    """An address where nobody answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"redis://127.0.0.1:{taken.getsockname()[1]}/0"
        settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": url}}
        caches.close_all()
        yield


def test_passwords_are_not_guessed_for_ever(citizen, no_redis, monkeypatch):
    monkeypatch.setitem(attempts.MOST, "password", (4, 100))
    for _each in range(4):
        answer = Client().post(LOGIN, {"login": citizen.email.upper(), "password": "pas celui-là"})
        assert "ne convient pas" in answer.text
    client = Client()
    assert "Trop d’essais" in client.post(LOGIN, {"login": citizen.email, "password": PASSWORD}).text
    assert not signed_in(client)
    Attempt.objects.update(at=timezone.now() - timedelta(hours=1, seconds=1))
    client.post(LOGIN, {"login": citizen.email, "password": PASSWORD})
    assert signed_in(client)


def test_nor_those_of_many_accounts_from_one_place(no_redis, monkeypatch):
    monkeypatch.setitem(attempts.MOST, "password", (100, 4))
    answers = [Client().post(LOGIN, {"login": f"x{n}@exemple.invalid", "password": "x"}).text for n in range(5)]
    assert ["Trop d’essais" in answer for answer in answers] == [False] * 4 + [True]


def test_nor_codes(moderator, no_redis, monkeypatch):
    monkeypatch.setitem(attempts.MOST, "factor", (3,))
    client = Client()
    client.post(LOGIN, {"login": moderator.email, "password": PASSWORD})
    for _each in range(3):
        client.post(CODE, {"code": "000000"})
    assert "Trop d’essais" in client.post(CODE, {"code": totp()}).text
    assert not signed_in(client)


def test_nobody_s_letter_box_is_filled(citizen, no_redis, monkeypatch):
    monkeypatch.setitem(attempts.MOST, "mail", (2,))
    answers = {Client().post("/comptes/login/code/", {"email": citizen.email}).status_code for _each in range(4)}
    assert answers == {302}
    assert len(mail.outbox) == 2


def test_what_was_counted_names_nobody_and_is_erased_after_a_day(citizen):
    Client().post(LOGIN, {"login": citizen.email, "password": "pas celui-là"})
    kept = Attempt.objects.all()
    assert [len(row.digest) for row in kept] == [40, 40]
    Attempt.objects.update(at=timezone.now() - timedelta(hours=23))
    assert attempts.forget() == 0
    Attempt.objects.update(at=timezone.now() - timedelta(hours=25))
    assert attempts.forget() == 2
