"""Whoever asks too often is told how long to wait; who goes on in good faith is not stopped."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from consultation import limits

pytestmark = pytest.mark.django_db


def test_a_refusal_says_how_long_to_wait(client, consultation, monkeypatch):
    monkeypatch.setitem(limits.RATES, "search", ("1/m", "1/m"))
    address = reverse("search", args=[consultation.slug])
    first, second = (client.get(address, {"q": "bail"}) for _each in range(2))
    assert (first.status_code, second.status_code) == (200, 429)
    assert second.headers["Retry-After"] == "60"


def test_following_has_a_limit(client, consultation, citizen, monkeypatch):
    monkeypatch.setitem(limits.RATES, "follow", ("2/m", "2/m"))
    client.force_login(citizen)
    address = reverse("follow", args=[consultation.slug, "consultation", consultation.pk])
    assert [client.post(address, {"on": "1"}).status_code for _each in range(3)] == [302, 302, 429]


def test_the_texts_kept_while_one_signs_in_have_a_limit(client, question, monkeypatch):
    monkeypatch.setitem(limits.RATES, "unsent", ("2/m", "2/m"))
    address = reverse("keep_draft", args=["tiers-lieux", question.pk])
    for _each in range(4):
        client.cookies.clear()
        assert client.post(address, {"body": "un texte " * 1000}).status_code == 302
    assert Session.objects.count() == 2
