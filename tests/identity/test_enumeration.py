"""Nobody learns from an answer, nor from the work done for it, whether an address has an account."""

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core import mail
from django.test import Client

from consultation.models import User
from tests.identity.conftest import words_of

pytestmark = pytest.mark.django_db
UNKNOWN = "personne@exemple.invalid"
FIELDS = {"password1": "une phrase que je retiens", "name": "Hélène V.", "stakeholder": "", "commune": ""}
ASKED = {
    "sign in": ("/comptes/login/", "login", {"password": "pas celui-là"}),
    "sign up": ("/comptes/signup/", "email", FIELDS),
    "new password": ("/comptes/password/reset/", "email", {}),
    "code by mail": ("/comptes/login/code/", "email", {}),
}


@pytest.fixture
def hashes(settings, monkeypatch) -> list[str]:
    """Argon2, as in production, and what it was asked to compute."""
    settings.PASSWORD_HASHERS = ["consultation.hashing.Argon2Hasher"]
    done = []
    encode = Argon2PasswordHasher.encode

    def counted(self, password, salt):
        done.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(Argon2PasswordHasher, "encode", counted)
    verify = Argon2PasswordHasher.verify

    def checked(self, password, encoded):
        done.append(password)
        return verify(self, password, encoded)

    monkeypatch.setattr(Argon2PasswordHasher, "verify", checked)
    return done


@pytest.mark.parametrize("asked", ASKED)
def test_the_answer_and_the_work_are_the_same(asked, hashes, citizen):
    citizen.set_password("un-mot-de-passe-long")
    citizen.save()
    path, field, more = ASKED[asked]
    seen = []
    for address in (citizen.email, UNKNOWN):
        hashes.clear()
        mail.outbox.clear()
        client = Client()
        answer = client.post(path, {field: address, **more})
        then = client.get(answer["Location"]) if answer.status_code == 302 else answer
        seen.append((answer.status_code, answer.headers.get("Location"), words_of(then), len(hashes), len(mail.outbox)))
    assert seen[0] == seen[1]
    assert seen[0][3] == (1 if asked in ("sign in", "sign up") else 0)


def test_changing_ones_address_for_that_of_an_account_looks_like_any_other(client, citizen):
    User.objects.create_user("prise@exemple.invalid", "x", name="Une autre")
    seen = []
    for address in ("prise@exemple.invalid", "libre@exemple.invalid"):
        client = Client()
        client.post("/comptes/login/", {"login": citizen.email, "password": "un-mot-de-passe-long"})
        answer = client.post("/comptes/email/", {"email": address, "action_add": ""})
        seen.append((answer.status_code, answer.headers.get("Location"), words_of(client.get(answer["Location"]))))
    assert seen[0] == seen[1]


@pytest.mark.parametrize("weak", ["password123", "azertyuiop", "1234567890", "citoyenne2", "court"])
def test_common_short_and_borrowed_passwords_are_refused(client, weak):
    answer = client.post("/comptes/signup/", {**FIELDS, "email": "citoyenne2@exemple.invalid", "password1": weak})
    assert 'id="id_password1_error"' in answer.text
    assert not User.objects.exists()


def test_passwords_are_kept_with_argon2(hashes):
    assert User.objects.create_user("a@exemple.invalid", "x", name="A").password.startswith("argon2$argon2id$")
