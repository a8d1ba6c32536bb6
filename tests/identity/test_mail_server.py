"""The mail server is away, or refuses: nobody gets a fault, nothing is undone, and the page says what to do."""

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client

from consultation.embedded.places import free_port
from tests import smtp
from tests.factories import PASSWORD
from tests.identity.conftest import code_mailed, signed_in

pytestmark = pytest.mark.django_db
SAID = "le message n’est pas parti"
WORDS = {"password1": "une phrase que je retiens", "name": "Hélène V.", "stakeholder": "", "commune": ""}
SIGN_UP = {"email": "nouvelle@exemple.fr", **WORDS}


@pytest.fixture(params=["away", "MAIL", "RCPT"])
def no_mail(request, settings):
    """Real SMTP to a server that is not there, or takes no mail, or no address."""
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
    if request.param == "away":
        settings.EMAIL_PORT = free_port()
        yield
        return
    with smtp.refusing(request.param) as port:
        settings.EMAIL_PORT = port
        yield


def test_who_signs_up_is_told_and_asks_again_once_mails_leave(client, no_mail, settings, caplog):
    answer = client.post("/comptes/signup/", SIGN_UP, follow=True)
    assert (answer.status_code, SAID in answer.text) == (200, True)
    assert get_user_model().objects.filter(email=SIGN_UP["email"]).count() == 1
    assert SIGN_UP["email"] not in caplog.text

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    page = answer.redirect_chain[-1][0]
    cache.clear()  # some minutes later
    client.post(page, {"action": "resend"})
    client.post(page, {"code": code_mailed()})
    assert signed_in(client)


@pytest.mark.parametrize("page", ["/comptes/login/code/", "/comptes/password/reset/"])
def test_an_address_with_an_account_and_one_without_get_the_same_words(no_mail, citizen, page):
    def said(email):
        answer = Client().post(page, {"email": email}, follow=True)
        return answer.status_code, SAID in answer.text

    assert said(citizen.email) == said("personne@exemple.fr") == (200, True)


def test_a_changed_password_is_changed_though_the_mail_about_it_could_not_leave(client, no_mail, citizen):
    client.force_login(citizen)
    new = "un-autre-mot-de-passe-assez-long"
    client.post("/comptes/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    citizen.refresh_from_db()
    assert citizen.check_password(new)
