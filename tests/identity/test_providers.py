"""Identity providers, against a real one that runs beside the tests: every step is asked of it over HTTP."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client
from environs import Env

from consultation.models import AuditEntry, User
from consultation.providers import configuration
from tests.factories import UserFactory, protect
from tests.identity.conftest import code_mailed, signed_in

pytestmark = pytest.mark.django_db
LEAVE, SIGNUP = "/comptes/oidc/proconnect/login/", "/comptes/3rdparty/signup/"
CLAIMS = {"email": "agente@exemple.invalid", "email_verified": True, "given_name": "Hélène", "family_name": "Vasseur"}
SAID = {"name": "H. V.", "stakeholder": "public_servant", "commune": "", "email": CLAIMS["email"]}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """In a process of its own: its library warns of what it will drop, which the tests here count as errors."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/.well-known/openid-configuration")
        yield address
    finally:
        process.terminate()
        process.wait(15)


def _wait_for(address: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(requests.ConnectionError):
            requests.get(address, timeout=5)
            return
        time.sleep(0.2)
    raise TimeoutError(address)


@pytest.fixture
def provider(server, settings, monkeypatch) -> str:
    """The provider, set up by the environment as docs/operations.md says."""
    for name, value in {
        "OIDC_PROVIDERS": "proconnect",
        "OIDC_PROCONNECT_NAME": "ProConnect",
        "OIDC_PROCONNECT_SERVER_URL": server,
        "OIDC_PROCONNECT_CLIENT_ID": "la-consultation",
        "OIDC_PROCONNECT_CLIENT_SECRET": "un secret",
    }.items():
        monkeypatch.setenv(name, value)
    _set_up(settings)
    return server


def _set_up(settings) -> None:
    apps = configuration.apps(Env(), Env().list("OIDC_PROVIDERS", []))
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}


def agrees(provider: str, leaving: str, **claims) -> str:
    """What the person does at the provider; the address that it sends back to."""
    person = {**CLAIMS, **claims}
    requests.put(f"{provider}/users/helene", json={k: v for k, v in person.items() if v is not None}, timeout=5)
    answer = requests.post(leaving, data={"sub": "helene"}, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def comes_back(client, provider: str, path: str = LEAVE, **claims):
    return client.get(agrees(provider, client.post(path)["Location"], **claims))


def opens_account(client, provider: str, **claims):
    answer = comes_back(client, provider, **claims)
    assert answer["Location"] == SIGNUP
    return client.post(SIGNUP, SAID)


def test_nothing_is_shown_where_no_provider_is_set_up(client, citizen):
    assert "S’identifier avec" not in client.get("/comptes/login/").text
    assert client.get(LEAVE).status_code == client.post(LEAVE).status_code == 404


def test_what_is_asked_of_the_provider(client, provider):
    assert "S’identifier avec ProConnect" in client.get("/comptes/login/").text
    assert "S’identifier avec ProConnect" in client.get(LEAVE).text
    asked = parse_qs(urlsplit(client.post(f"{LEAVE}?scope=phone&auth_params=prompt%3Dnone")["Location"]).query)
    assert set(asked["scope"][0].split()) == {"openid", "email"}
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["nonce"][0]) > 40
    assert len(asked["state"][0]) >= 16
    assert "prompt" not in asked


def test_somebody_new_chooses_her_name_and_no_other_is_kept(client, provider):
    page = client.get(comes_back(client, provider)["Location"])
    assert "Hélène" not in page.text
    assert "Vasseur" not in page.text
    assert not User.objects.exists()
    assert client.post(SIGNUP, SAID).status_code == 302
    person = User.objects.get()
    assert signed_in(client)
    assert (person.name, person.email, person.has_usable_password()) == ("H. V.", "agente@exemple.invalid", False)
    kept = SocialAccount.objects.get(user=person)
    assert set(kept.extra_data) <= {"iss", "sub", "nonce", "acr", "email_verified"}
    assert not mail.outbox  # the address is verified: no code
    assert EmailAddress.objects.get(user=person).verified
    assert AuditEntry.objects.filter(action="person.joined", by=person).exists()
    client.logout()
    assert comes_back(client, provider)["Location"] == "/mon-espace/"
    assert signed_in(client)


def test_a_name_that_looks_like_another_is_refused(client, provider):
    UserFactory(name="Camille Robin")
    comes_back(client, provider)
    answer = client.post(SIGNUP, {**SAID, "name": "Camille Rob\u0456n"})
    assert 'id="id_name_error"' in answer.text


def test_an_address_said_unverified_is_refused(client, provider):
    answer = comes_back(client, provider, email_verified=False)
    assert answer.status_code == 403
    assert "Votre adresse n’est pas vérifiée" in answer.text
    assert client.get(SIGNUP)["Location"] == "/comptes/login/"
    assert not User.objects.exists()


def test_an_address_nothing_is_said_of_takes_a_code(client, provider):
    answer = opens_account(client, provider, email_verified=None)
    assert answer["Location"].startswith("/comptes/confirm-email/")
    assert not signed_in(client)
    client.post(answer["Location"], {"code": code_mailed()})
    assert signed_in(client)


def test_no_other_address_is_slipped_in_for_the_verified_one(client, provider):
    comes_back(client, provider)
    client.post(SIGNUP, {**SAID, "email": "autre@exemple.invalid"})
    assert User.objects.get().email == CLAIMS["email"]
    assert list(EmailAddress.objects.values_list("email", flat=True)) == [CLAIMS["email"]]


def test_the_address_typed_where_none_is_verified_takes_a_code(client, provider):
    comes_back(client, provider, email=None, email_verified=None)
    client.post(SIGNUP, {**SAID, "email": "autre@exemple.invalid"})
    assert not signed_in(client)
    assert mail.outbox[-1].to == ["autre@exemple.invalid"]


def test_the_account_of_that_address_is_not_opened_by_the_provider(client, provider):
    person = UserFactory(email=CLAIMS["email"])
    answer = opens_account(client, provider)
    assert answer["Location"].startswith("/comptes/confirm-email/")
    assert mail.outbox[-1].subject == "Vous avez déjà un compte"
    assert not signed_in(client)
    assert not SocialAccount.objects.filter(user=person).exists()


def test_where_the_settings_trust_the_provider_it_opens_the_account_of_that_address(
    client, provider, settings, monkeypatch
):
    monkeypatch.setenv("OIDC_PROCONNECT_LINKS_BY_EMAIL", "1")
    _set_up(settings)
    person = UserFactory(email=CLAIMS["email"])
    assert comes_back(client, provider)["Location"] == "/mon-espace/"
    assert SocialAccount.objects.get().user == person
    assert person.has_usable_password()


def test_an_address_that_nobody_verified_here_is_linked_to_nothing(client, provider, settings, monkeypatch):
    monkeypatch.setenv("OIDC_PROCONNECT_LINKS_BY_EMAIL", "1")
    _set_up(settings)
    person = UserFactory(email=CLAIMS["email"])
    EmailAddress.objects.filter(user=person).update(verified=False)
    comes_back(client, provider)
    assert not signed_in(client)
    assert not SocialAccount.objects.exists()


def test_somebody_links_an_identity_and_unlinks_it(client, provider):
    person = UserFactory(email="ailleurs@exemple.invalid")
    client.post("/comptes/login/", {"login": person.email, "password": "un-mot-de-passe-long"})
    assert comes_back(client, provider, f"{LEAVE}?process=connect")["Location"] == "/comptes/3rdparty/"
    page = client.get("/comptes/3rdparty/")
    assert "ProConnect" in page.text
    other = Client()
    comes_back(other, provider)
    assert signed_in(other)
    client.post("/comptes/3rdparty/", {"account": SocialAccount.objects.get().pk})
    assert not SocialAccount.objects.exists()


def test_a_protected_account_is_asked_its_second_factor_all_the_same(client, provider):
    opens_account(client, provider)
    protect(User.objects.get())
    client.logout()
    assert comes_back(client, provider)["Location"].startswith("/comptes/2fa/authenticate/")
    assert not signed_in(client)


# --- Forged


def test_an_answer_to_nobody_s_question_is_refused(client, provider):
    back = agrees(provider, client.post(LEAVE)["Location"])
    for forged in (Client(), client):
        path = back if forged is not client else back.replace("state=", "state=x")
        answer = forged.get(path)
        assert answer.status_code == 401
        assert "L’identification n’a pas abouti" in answer.text
    assert not User.objects.exists()


def test_a_state_serves_once(client, provider):
    back = agrees(provider, client.post(LEAVE)["Location"])
    assert client.get(back).status_code == 302
    assert client.get(back).status_code == 401


def test_an_answer_that_bears_another_nonce_is_refused(client, provider):
    leaving = client.post(LEAVE)["Location"]
    nonce = parse_qs(urlsplit(leaving).query)["nonce"][0]
    answer = client.get(agrees(provider, leaving.replace(nonce, "n" * 43)))
    assert answer.status_code == 401
    assert client.get(SIGNUP)["Location"] == "/comptes/login/"


def test_a_level_that_was_not_reached_is_refused(client, provider, settings, monkeypatch):
    monkeypatch.setenv("OIDC_PROCONNECT_ACR_VALUES", "eidas2 eidas3")
    _set_up(settings)
    leaving = client.post(LEAVE)["Location"]
    assert parse_qs(urlsplit(leaving).query)["acr_values"] == ["eidas2 eidas3"]
    assert client.get(agrees(provider, leaving)).status_code == 401


def test_somebody_who_gives_up_is_told_so(client, provider):
    state = parse_qs(urlsplit(client.post(LEAVE)["Location"]).query)["state"][0]
    answer = client.get(f"{LEAVE}callback/", {"state": state, "error": "access_denied"}, follow=True)
    assert "Vous avez quitté le fournisseur" in answer.text
    assert client.get(f"{LEAVE}callback/", {"state": "\x00", "code": "é" * 999}).status_code == 401


def test_a_provider_that_is_away_says_so(client, provider, settings, monkeypatch):
    monkeypatch.setenv("OIDC_PROCONNECT_SERVER_URL", "http://localhost:9")
    _set_up(settings)
    answer = client.post(LEAVE)
    assert answer.status_code == 401
    assert "Recommencez, ou connectez-vous autrement" in answer.text


# --- Signing out


def test_signing_out_here_signs_out_there(client, provider, settings):
    opens_account(client, provider)
    leaving = urlsplit(client.post("/comptes/logout/")["Location"])
    assert f"{leaving.scheme}://{leaving.netloc}" == provider
    asked = parse_qs(leaving.query)
    assert asked["post_logout_redirect_uri"] == [f"{settings.SITE_URL}/"]
    told = jwt.decode(asked["id_token_hint"][0], options={"verify_signature": False})
    assert told["sub"] == "helene"
    assert not signed_in(client)
    assert requests.get(leaving.geturl(), timeout=5).status_code == 200


def test_forms_may_lead_to_the_providers_of_the_environment_alone(monkeypatch):
    assert configuration.origins(configuration.apps(Env(), Env().list("OIDC_PROVIDERS", []))) == []
    monkeypatch.setenv("OIDC_PROVIDERS", "proconnect")
    monkeypatch.setenv("OIDC_PROCONNECT_CLIENT_ID", "x")
    monkeypatch.setenv("OIDC_PROCONNECT_SERVER_URL", "https://identite.exemple.invalid/api/v2")
    monkeypatch.setenv("OIDC_PROCONNECT_ORIGINS", "https://portail.exemple.invalid")
    found = configuration.origins(configuration.apps(Env(), Env().list("OIDC_PROVIDERS", [])))
    assert found == ["https://identite.exemple.invalid", "https://portail.exemple.invalid"]
