"""Second factors: allauth's, with secrets that a copy of the database does not give away, and words of ours."""

import base64
import hashlib
import json
from io import BytesIO
from typing import Any

import qrcode
from allauth.account.adapter import get_adapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.webauthn import forms as webauthn
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage

from consultation import attempts, text


class Adapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_generate_recovery_codes": _("Ajoutez d’abord une clé de connexion ou une application de codes."),
        "incorrect_code": _("Ce n’est pas le bon code, ou il a déjà servi. Attendez le suivant, puis recopiez-le."),
        "unverified_email": _("Confirmez d’abord votre adresse électronique."),
    }

    def _get_site_name(self) -> str:
        return settings.SITE_NAME

    def build_totp_svg(self, url: str) -> str:
        """Dark on its own white ground: a camera must read it in the dark theme too."""
        drawn = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(drawn)
        return drawn.getvalue().decode()

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; one that nobody has, so that no code is right, where the site's key has changed since."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return generate_totp_secret()

    def generate_authenticator_name(self, user, type) -> str:
        return gettext("Ma clé")


def _cipher() -> MultiFernet:
    """Under SECRET_KEY; what former keys (SECRET_KEY_FALLBACKS) wrote is still read."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_digest(key))) for key in keys])


def _digest(key: str) -> bytes:
    return hashlib.sha256(b"second factors:" + key.encode()).digest()


# --- Forms: ours are allauth's, with our labels, and with what is forged answered as what is wrong


class _CountedCode:
    """Wrong codes are counted in PostgreSQL besides the cache, which may be away (`consultation.attempts`)."""

    def clean_code(self) -> str:
        account = str(self.user.pk)
        if attempts.is_too_many("factor", account):
            raise get_adapter().validation_error("too_many_login_attempts")
        try:
            return super().clean_code()
        except ValidationError:
            attempts.note("factor", account)
            raise


class CodeForm(_CountedCode, AuthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")


class AgainCodeForm(_CountedCode, ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")


class LinkAppForm(ActivateTOTPForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code de l’application")


class CredentialField(forms.JSONField):
    """What the browser says of a passkey: an object of a reasonable size, without what a column cannot hold."""

    widget = forms.HiddenInput
    MOST = 20_000  # characters; a real one takes under 3,000

    def bound_data(self, data: Any, initial: Any) -> str:
        return ""  # an answer serves once: it is not written in the page again

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > self.MOST:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            found = super().to_python(value)
        except (ValueError, RecursionError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        if found is not None and (not isinstance(found, dict) or "\\u0000" in json.dumps(found)):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found


def _credential() -> CredentialField:
    words = _("La clé n’a pas répondu. Recommencez.")
    return CredentialField(error_messages={"required": words, "invalid": words})


UNREADABLE = (AttributeError, KeyError, TypeError, ValueError, IndexError, OverflowError)  # of forged bytes


class AddKeyForm(webauthn.AddWebAuthnForm):
    name = forms.CharField(
        label=_("Nom de la clé"),
        max_length=60,
        required=False,
        help_text=_("Pour la reconnaître, par exemple le nom de l’appareil."),
        error_messages={"max_length": _("Ce nom dépasse %(limit_value)d caractères : raccourcissez-le.")},
    )
    credential = _credential()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        passwordless = self.fields["passwordless"]
        passwordless.label = _("Permettre d’entrer avec cette clé seule")
        passwordless.help_text = _("Sans mot de passe. L’appareil demande alors l’empreinte, le visage ou son code.")
        passwordless.initial = True

    def clean_name(self) -> str:
        self.cleaned_data["name"] = text.clean_line(self.cleaned_data["name"])
        return super().clean_name()

    def clean(self) -> dict:
        try:
            return super().clean()
        except UNREADABLE as error:
            raise ValidationError(self.fields["credential"].error_messages["invalid"]) from error


class RenameKeyForm(webauthn.EditWebAuthnForm):
    name = AddKeyForm.base_fields["name"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["name"].error_messages["required"] = _("Donnez un nom à cette clé.")

    def clean_name(self) -> str:
        name = text.clean_line(self.cleaned_data["name"])
        if text.is_blank(name):
            raise ValidationError(self.fields["name"].error_messages["required"], code="required")
        return name


class _SaidByKey:
    def clean_credential(self):
        try:
            return super().clean_credential()
        except UNREADABLE as error:
            raise ValidationError(self.fields["credential"].error_messages["invalid"]) from error


class KeyForm(_SaidByKey, webauthn.AuthenticateWebAuthnForm):
    credential = _credential()


class KeyAloneForm(_SaidByKey, webauthn.LoginWebAuthnForm):
    credential = _credential()


class AgainKeyForm(_SaidByKey, webauthn.ReauthenticateWebAuthnForm):
    credential = _credential()
