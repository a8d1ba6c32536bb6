"""Signing in by mail: a code, and a link that only writes it where it was asked for."""

import re
import time

import pytest
from django.core import mail
from django.test import Client

from tests.factories import protect
from tests.identity.conftest import code_mailed, signed_in

pytestmark = pytest.mark.django_db
ASK, CONFIRM = "/comptes/login/code/", "/comptes/login/code/confirm/"


def link_mailed() -> str:
    return re.search(r"https?://[^/]+(/comptes/lien/\S+)", mail.outbox[-1].body)[1]


def test_the_code_of_the_mail_signs_in_and_leads_back(client, citizen):
    answer = client.post(ASK, {"email": citizen.email, "next": "/tiers-lieux/"})
    assert mail.outbox[-1].subject == "Votre code pour vous connecter"
    assert not signed_in(client)
    answer = client.post(answer["Location"], {"code": code_mailed()})
    assert answer["Location"] == "/tiers-lieux/"
    assert signed_in(client)


def test_the_link_writes_the_code_and_signs_nobody_in_by_itself(client, citizen):
    client.post(ASK, {"email": citizen.email})
    page = client.get(link_mailed(), follow=True)
    assert f'value="{code_mailed()}"' in page.text
    assert not signed_in(client)
    client.post(CONFIRM, {"code": code_mailed()})
    assert signed_in(client)


def test_elsewhere_the_link_says_where_to_type_the_code(client, citizen):
    client.post(ASK, {"email": citizen.email})
    other = Client()
    page = other.get(link_mailed())
    assert code_mailed() in page.text
    assert "recopiez le code" in page.text
    assert not signed_in(other)
    assert other.post(CONFIRM, {"code": code_mailed()})["Location"] == ASK
    assert not signed_in(other)
    assert other.post(link_mailed()).status_code == 405


@pytest.mark.parametrize("code", ["<script>", "A" * 13, "", "é", "AB\x00CD"])
def test_a_link_shows_nothing_but_a_code(client, code):
    page = client.get("/comptes/lien/", {"code": code})
    assert page.status_code == 200
    assert "Ce lien ne contient pas de code" in page.text


def test_a_code_serves_once(client, citizen):
    client.post(ASK, {"email": citizen.email})
    code = code_mailed()
    client.post(CONFIRM, {"code": code})
    client.post("/comptes/logout/")
    client.post(CONFIRM, {"code": code})
    assert not signed_in(client)


def test_a_code_is_over_after_a_quarter_of_an_hour_and_after_three_wrong_tries(client, citizen, monkeypatch):
    client.post(ASK, {"email": citizen.email})
    code, now = code_mailed(), time.time()
    with monkeypatch.context() as later:
        later.setattr(time, "time", lambda: now + 901)
        assert client.post(CONFIRM, {"code": code})["Location"] == ASK
    client.post(ASK, {"email": citizen.email})
    code = code_mailed()
    for _each in range(3):
        client.post(CONFIRM, {"code": "AAAA-AAAA"})
    client.post(CONFIRM, {"code": code})
    assert not signed_in(client)


def test_asking_again_and_again_is_refused(citizen):
    for _each in range(5):
        answer = Client().post(ASK, {"email": citizen.email})
    assert "Trop d’essais" in answer.text
    assert len(mail.outbox) == 3


def test_a_protected_account_is_asked_its_second_factor_all_the_same(client, citizen):
    protect(citizen)
    client.post(ASK, {"email": citizen.email})
    answer = client.post(CONFIRM, {"code": code_mailed()})
    assert answer["Location"].startswith("/comptes/2fa/authenticate/")
    assert not signed_in(client)


def test_an_account_that_is_closed_gets_no_code(client, citizen):
    citizen.is_active = False
    citizen.save()
    client.post(ASK, {"email": citizen.email})
    assert mail.outbox[-1].subject == "Il n’y a pas de compte à cette adresse"
