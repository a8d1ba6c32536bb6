"""Whoever asks too often is told how long to wait; who goes on in good faith is not stopped."""

import os
import subprocess
import sys

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import RequestFactory
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


ASKING = """
import django
django.setup()
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from consultation.limits import is_within
request = RequestFactory().post("/", REMOTE_ADDR="192.0.2.7")
request.user = AnonymousUser()
print(sum(is_within(request, "unsent") for _each in range(50)))
"""


def test_several_processes_count_as_one():
    cache.clear()
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    ask = [sys.executable, "-c", ASKING]
    elsewhere = subprocess.run(ask, env=environment, capture_output=True, text=True, check=True)
    request = RequestFactory().post("/", REMOTE_ADDR="192.0.2.7")
    request.user = AnonymousUser()
    here = sum(limits.is_within(request, "unsent") for _each in range(50))
    assert (int(elsewhere.stdout.split()[-1]), here) == (50, 10)  # 60 a minute of an address
