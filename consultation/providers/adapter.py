"""Whom a provider's answer signs in: docs/decisions/identity-providers.md."""

import hmac
from urllib.parse import urlencode

from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from consultation.providers.provider import LEAVING


class Adapter(DefaultSocialAccountAdapter):
    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "no_password": _("Choisissez d’abord un mot de passe, ou ajoutez une clé de connexion."),
        "no_verified_email": _("Votre adresse n’est pas confirmée."),
        "disconnect_last": _("C’est votre seul moyen de vous connecter."),
        "connected_other": _("Cette identité est déjà celle d’un autre compte."),
    }

    def list_apps(self, request: HttpRequest, provider=None, client_id=None) -> list:
        """Those of the settings: none is set up in the database, so pages do not look for any there."""
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Refuse an answer to another question, at a lower level than asked, or with an address said unverified."""
        told, asked = sociallogin.account.extra_data, sociallogin.state
        if not hmac.compare_digest(str(told.get("nonce", "")), str(asked.get("nonce", "-"))):
            raise OAuth2Error("this answers another question (nonce)")
        levels = sociallogin.provider.get_auth_params().get("acr_values", "").split()
        if levels and told.get("acr") not in levels:
            raise OAuth2Error("the level of the identification is not the one that was asked for (acr)")
        is_new = not sociallogin.is_existing and asked.get("process") != AuthProcess.CONNECT
        if is_new and told.get("email_verified", True) is not True:  # where nothing is said, a code is sent
            raise ImmediateHttpResponse(render(request, "socialaccount/unverified.html", status=403))

    def authenticate_by_email(self, sociallogin: SocialLogin):
        """The account of that address: where the settings trust the provider, and the address is verified here too."""
        found = super().authenticate_by_email(sociallogin)
        if found and EmailAddress.objects.filter(user=found[0], email__iexact=found[1], verified=True).exists():
            return found
        return None


def way_out(request: HttpRequest) -> str:
    """Where to sign out of the provider that signed this person in (RP-initiated logout), or ""; good once."""
    kept = request.session.pop(LEAVING, None)
    if not kept:
        return ""
    asked = {
        "id_token_hint": kept["hint"],
        "client_id": kept["client"],
        "post_logout_redirect_uri": f"{settings.SITE_URL}/",
    }
    return f"{kept['address']}{'&' if '?' in kept['address'] else '?'}{urlencode(asked)}"
