"""A passkey in a real browser, its authenticator made of software: added, used alone, after a password, removed."""

import pytest
from allauth.mfa.models import Authenticator

from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def press(page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def sign_out(page) -> None:
    page.goto("/comptes/logout/")
    press(page, "Se déconnecter")
    page.wait_for_url("**/")


def test_a_passkey_opens_the_account_by_itself_and_protects_it(browser, live_server, settings):
    settings.SITE_URL = live_server.url
    person = UserFactory(email="cle@exemple.invalid")
    context = browser.new_context(base_url=live_server.url)
    context.set_default_timeout(15_000)
    page = context.new_page()
    faults = []
    page.on("console", lambda message: message.type == "error" and faults.append(message.text))
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

    page.goto("/comptes/login/")
    page.locator("input[name=login]").fill(person.email)
    page.locator("input[name=password]").fill(PASSWORD)
    press(page, "Se connecter")
    page.wait_for_url("**/mon-espace/")
    page.goto("/comptes/2fa/webauthn/add/")
    page.get_by_label("Nom de la clé").fill("Mon téléphone")
    press(page, "Ajouter cette clé")
    page.wait_for_url("**/recovery-codes/")
    assert Authenticator.objects.get(user=person, type="webauthn").wrap().is_passwordless

    sign_out(page)
    page.goto("/comptes/login/")
    press(page, "Utiliser une clé de connexion")
    page.wait_for_url("**/mon-espace/")

    sign_out(page)
    page.goto("/comptes/login/")
    page.locator("input[name=login]").fill(person.email)
    page.locator("input[name=password]").fill(PASSWORD)
    press(page, "Se connecter")
    page.wait_for_url("**/2fa/authenticate/")
    press(page, "Utiliser ma clé de connexion")
    page.wait_for_url("**/mon-espace/")

    page.goto("/comptes/2fa/webauthn/")
    page.get_by_role("link", name="Retirer Mon téléphone").click()
    press(page, "Retirer cette clé")
    page.wait_for_url("**/2fa/webauthn/")
    assert not Authenticator.objects.filter(user=person).exists()
    assert faults == []
    context.close()
