"""Staff without a second factor has no rights; how one is set up, asked for, lost and removed."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse

from consultation import second_factor
from consultation.models import Role, User
from consultation.permissions import roles_of
from tests.factories import PASSWORD, TOTP_SECRET, ConsultationFactory, MembershipFactory, UserFactory, protect
from tests.identity.conftest import signed_in, totp

pytestmark = pytest.mark.django_db
LOGIN, INDEX = "/comptes/login/", "/comptes/2fa/"
DESK = "/tiers-lieux/moderation/"


@pytest.fixture
def bare(consultation) -> User:
    """A moderator whose account only has its password."""
    person = UserFactory(email="nue@exemple.invalid")
    MembershipFactory(consultation=consultation, user=person, role=Role.MODERATOR, is_protected=False)
    return person


def sign_in(client, person) -> str:
    return client.post(LOGIN, {"login": person.email, "password": PASSWORD})["Location"]


# --- No rights without


def test_a_role_waits_for_a_second_factor(client, consultation, bare, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert roles_of(bare, consultation) == frozenset()
    protected = User.objects.get(pk=protect(bare).pk)
    with django_assert_num_queries(1):
        assert roles_of(protected, consultation) == {"moderator"}


def test_recovery_codes_alone_are_no_second_factor(consultation, bare):
    Authenticator.objects.create(user=bare, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert roles_of(bare, consultation) == frozenset()


def test_a_page_of_staff_says_what_is_missing_and_leads_there_and_back(client, bare):
    sign_in(client, bare)
    page = client.get(DESK)
    assert page.status_code == 403
    assert "Protégez votre compte" in page.text
    secret = re.search(r"<code class=\"totp-secret\">(\w+)</code>", client.get("/comptes/2fa/totp/activate/").text)[1]
    page = client.post("/comptes/2fa/totp/activate/", {"code": totp(secret)}, follow=True)
    assert f'href="{DESK}"' in page.text  # with the recovery codes
    assert page.text.count("<li><code>") == 10
    assert client.get(DESK).status_code == 200


def test_a_consultation_in_preparation_is_not_merely_missing(client, bare):
    private = ConsultationFactory(slug="entre-nous", state="preparing")
    MembershipFactory(consultation=private, user=bare, is_protected=False)
    client.force_login(bare)
    assert "Protégez votre compte" in client.get("/entre-nous/").text
    client.force_login(UserFactory())
    assert client.get("/entre-nous/").status_code == 404


def test_who_is_refused_for_another_reason_reads_the_other_page(client, moderator, citizen):
    for person in (moderator, citizen):
        client.force_login(person)
        page = client.get(reverse("administration", args=["tiers-lieux"]))
        assert page.status_code == 403
        assert "Protégez votre compte" not in page.text


def test_demonstration_accounts_are_excepted_in_the_embedded_mode_alone(settings, consultation):
    person = UserFactory(email="moderation@demo.invalid")
    MembershipFactory(consultation=consultation, user=person, is_protected=False)
    assert roles_of(person, consultation) == {"moderator"}
    settings.EMBEDDED = False
    assert roles_of(User.objects.get(pk=person.pk), consultation) == frozenset()
    assert not second_factor.has(person)


def test_the_technical_administration_asks_for_it_too(client):
    person = User.objects.create_superuser("technique@exemple.invalid", PASSWORD, name="Technique")
    client.force_login(person)
    page = client.get("/admin/", follow=True)
    assert page.status_code == 403
    assert "Protégez votre compte" in page.text
    assert "Protégez votre compte pour y travailler" in client.get("/mon-espace/").text
    protect(person)
    assert client.get("/admin/").status_code == 200
    assert Client().get("/admin/")["Location"].startswith("/admin/login/")
    assert Client().get("/admin/login/?next=/admin/")["Location"] == f"{LOGIN}?next=/admin/"
    assert Client().post("/admin/login/", {"username": person.email, "password": PASSWORD}).status_code == 302


# --- Asked at sign-in


def test_signing_in_asks_for_the_code_and_takes_it_once(client, moderator):
    assert sign_in(client, moderator).startswith("/comptes/2fa/authenticate/")
    assert not signed_in(client)
    wrong = client.post("/comptes/2fa/authenticate/", {"code": "000000"})
    assert "Ce n’est pas le bon code" in wrong.text
    code = totp()
    client.post("/comptes/2fa/authenticate/", {"code": code})
    assert signed_in(client)
    again = Client()
    sign_in(again, moderator)
    again.post("/comptes/2fa/authenticate/", {"code": code})
    assert not signed_in(again)


def test_a_recovery_code_serves_once(client, moderator):
    sign_in(client, moderator)
    client.post("/comptes/2fa/authenticate/", {"code": totp()})
    client.post("/comptes/2fa/recovery-codes/generate/")
    code = re.search(r"<li><code>([\w-]+)</code>", client.get("/comptes/2fa/recovery-codes/").text)[1]
    assert code in client.get("/comptes/2fa/recovery-codes/download/").text
    for expected in (True, False):
        other = Client()
        sign_in(other, moderator)
        other.post("/comptes/2fa/authenticate/", {"code": code})
        assert signed_in(other) is expected


def test_codes_are_not_guessed_for_ever(client, moderator):
    sign_in(client, moderator)
    for _each in range(6):
        answer = client.post("/comptes/2fa/authenticate/", {"code": "000000"})
    assert "Trop d’essais" in answer.text
    assert client.post("/comptes/2fa/authenticate/", {"code": totp()}).status_code == 200


@pytest.mark.parametrize("forged", ["", "{}", "[]", "1", '"x"', "{", '{"id": 1}', '{"id": "\\u0000"}', "[" * 9000])
@pytest.mark.parametrize("path", ["/comptes/2fa/authenticate/", "/comptes/2fa/webauthn/login/"])
def test_a_forged_passkey_is_a_wrong_one(client, moderator, path, forged):
    sign_in(client, moderator)
    assert client.post(path, {"credential": forged}).status_code in (200, 302)
    assert not signed_in(client)


@pytest.mark.parametrize("forged", ["{}", '{"id": "a", "rawId": "a", "type": "public-key", "response": {}}', "[]"])
def test_a_forged_passkey_is_not_added(client, citizen, forged):
    sign_in(client, citizen)
    client.get("/comptes/2fa/webauthn/add/")
    answer = client.post(
        "/comptes/2fa/webauthn/add/", {"name": "x" * 61 if forged == "[]" else "Clé", "credential": forged}
    )
    assert answer.status_code == 200
    assert not Authenticator.objects.exists()


# --- A recent sign-in


FACTORS = ("/comptes/2fa/totp/activate/", "/comptes/2fa/webauthn/add/", "/comptes/2fa/recovery-codes/generate/")
NEW_ADDRESS = {"email": "autre@exemple.invalid", "action_add": ""}


def test_what_touches_the_safety_of_an_account_asks_who_is_there(client, citizen):
    client.force_login(citizen)  # a session of some time ago
    for answer in (*map(client.get, FACTORS), client.post("/comptes/email/", NEW_ADDRESS)):
        assert answer["Location"].startswith("/comptes/reauthenticate/")
    fresh = Client()
    sign_in(fresh, citizen)
    assert [fresh.get(path).status_code for path in FACTORS] == [200, 200, 200]
    assert fresh.post("/comptes/email/", NEW_ADDRESS)["Location"].startswith("/comptes/confirm-email/")


def test_removing_the_application_ends_the_rights_and_is_told(client, moderator):
    sign_in(client, moderator)
    client.post("/comptes/2fa/authenticate/", {"code": totp()})
    assert client.get(DESK).status_code == 200
    client.post("/comptes/2fa/totp/deactivate/")
    assert client.get(DESK).status_code == 403
    assert mail.outbox[-1].subject == "L’application de codes est retirée"


def test_nobody_touches_the_passkey_of_another(client, citizen):
    key = Authenticator.objects.create(
        user=UserFactory(), type=Authenticator.Type.WEBAUTHN, data={"name": "La sienne", "credential": {}}
    )
    sign_in(client, citizen)
    for act in ("edit", "remove"):
        assert client.post(f"/comptes/2fa/webauthn/keys/{key.pk}/{act}/", {"name": "À moi"}).status_code == 404
    key.refresh_from_db()
    assert key.data["name"] == "La sienne"


def test_the_secret_of_an_application_is_not_in_the_database(moderator, settings):
    kept = Authenticator.objects.get(user=moderator)
    assert TOTP_SECRET not in str(kept.data)
    assert kept.wrap().validate_code(totp())
    settings.SECRET_KEY = "another secret key, of fifty characters or more, for this test alone"
    assert not kept.wrap().validate_code(totp(steps=1))
