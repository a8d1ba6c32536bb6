"""Signing in; the demonstration accounts."""

import logging
import time
from smtplib import SMTPException
from urllib.parse import urlsplit

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from consultation import attempts, contact, mail_link
from consultation.providers.adapter import way_out

log = logging.getLogger(__name__)
DEMO_DOMAIN = "demo.invalid"
DEMO_PASSWORD = "tiers-lieux-2018"  # noqa: S105 (printed at the start, refused outside the embedded mode)
ASKED_BY_ANYBODY = {  # mails that whoever types an address has sent to it
    *("account/email/login_code", "account/email/password_reset_code", "account/email/unknown_account"),
    *("account/email/email_confirmation", "account/email/email_confirmation_signup"),
    *("account/email/account_already_exists",),
}
_NOT_SENT = _(
    "Notre serveur de messagerie ne répond pas : le message n’est pas parti. Redemandez-le dans quelques minutes."
)
DEMO_ACCOUNTS = {  # local part -> role in the demonstration, None for a participant
    "citoyen": None,
    "moderation": "moderator",
    "analyse": "harvester",
    "redaction": "editor",
    "admin": "administrator",
}


def demo_addresses() -> list[str]:
    return [f"{name}@{DEMO_DOMAIN}" for name in DEMO_ACCOUNTS]


def is_refused(address: str | None) -> bool:
    """Whether this is an account of the demonstration, outside the embedded mode."""
    return not settings.EMBEDDED and (address or "").strip().lower().endswith(f"@{DEMO_DOMAIN}")


class Backend(AuthenticationBackend):
    """E-mail and password. The demonstration's accounts exist for the embedded mode and are refused anywhere else.

    Both doors are closed: allauth lets somebody whom `user_can_authenticate` refuses go on to its next page.
    """

    def authenticate(self, request, **credentials):
        if is_refused(credentials.get("email") or credentials.get("username")):
            return None
        return super().authenticate(request, **credentials)

    def user_can_authenticate(self, user) -> bool:
        return super().user_can_authenticate(user) and not is_refused(user.email)


def _has_just_signed_in(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT


def _tried(request: HttpRequest, credentials: dict) -> tuple[str, str]:
    """Whose account is tried, and from where."""
    return credentials.get("email") or credentials.get("username") or "", get_adapter().get_client_ip(request)


class Adapter(DefaultAccountAdapter):
    """allauth with words that say what to do next, the same whether the address is known or not."""

    def is_safe_url(self, url) -> bool:
        """Whether signing in may lead there; not where it cannot even be read (https://[)."""
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False

    def post_login(self, request, user, **more):
        """Sign in, and forget a text sent from this browser (`debates.views.common`) unless it is for that text.

        On a computer that is shared, who signs in next is not the one who wrote it.
        """
        response = super().post_login(request, user, **more)
        contact.note(user)
        kept = request.session.get("unsent")
        if kept and urlsplit(response.headers.get("Location", "")).path != kept["path"]:
            del request.session["unsent"]
        return response

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return way_out(request) or super().get_logout_redirect_url(request)

    def send_account_already_exists_mail(self, email: str) -> None:
        """Write to whoever has the account already; the work of opening one is done all the same, argon2 included."""
        get_user_model()().set_password(DEMO_PASSWORD)
        super().send_account_already_exists_mail(email)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Send, unless too much was sent there within the hour (`consultation.attempts`); the page says the same.

        A mail server that is away or refuses undoes nothing: the page says so, of any address alike.
        """
        if template_prefix in ASKED_BY_ANYBODY:
            if attempts.is_too_many("mail", email):
                return
            attempts.note("mail", email)
        if template_prefix == "account/email/login_code":
            context = {**context, "link": mail_link.address(self.request, context["code"])}
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as error:  # what the server said may repeat the address: it is not logged
            log.error("mail %s not sent: %s", template_prefix, type(error).__name__)
            if template_prefix in ASKED_BY_ANYBODY:
                messages.error(self.request, _NOT_SENT)

    def pre_authenticate(self, request: HttpRequest, **credentials) -> None:
        """Refuse to look at a password after too many wrong ones, which PostgreSQL counts: Redis may be away."""
        if attempts.is_too_many("password", *_tried(request, credentials)):
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials) -> None:
        attempts.note("password", *_tried(request, credentials))
        super().authentication_failed(request, **credentials)

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Whether the password is asked again; who has signed in within REAUTHENTICATION_TIMEOUT has just given it."""
        return super().is_reauthentication_required(app=app) and not _has_just_signed_in(context.request)

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "L’adresse ou le mot de passe ne convient pas. Vérifiez-les, ou demandez un nouveau mot de passe."
        ),
        "incorrect_code": _("Ce code n’est pas celui du dernier message. Recopiez-le, ou demandez-en un autre."),
        "incorrect_password": _("Ce n’est pas votre mot de passe. Vérifiez-le."),
        "enter_current_password": _("Ce n’est pas votre mot de passe actuel. Vérifiez-le."),
        "too_many_login_attempts": _("Trop d’essais. Attendez cinq minutes, ou demandez un nouveau mot de passe."),
        "rate_limited": _("Trop de demandes à la suite. Attendez une minute, puis recommencez."),
        "same_as_current": _("C’est déjà celle de votre compte."),
        "email_taken": _("Cette adresse est déjà celle d’un compte."),
    }
