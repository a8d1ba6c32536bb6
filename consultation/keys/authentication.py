"""Who a program speaks for: `Authorization: Bearer cle_…`, and nothing else. No session: nothing for a forged form."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from consultation.keys import actions
from consultation.keys.models import AccessKey
from consultation.models import User

REFUSED = _("Cette clé d’accès n’est pas valable : inconnue, révoquée ou expirée.")


class KeyAuthentication(BaseAuthentication):
    """401 for a key that is not good, the same words whatever the reason; nobody where no key is given."""

    def authenticate(self, request: Request) -> tuple[User, AccessKey] | None:
        scheme, _space, words = get_authorization_header(request).decode("latin-1").partition(" ")
        if not scheme:
            return None
        key = actions.used(words.strip()) if scheme.lower() == "bearer" else None
        if key is None:
            raise AuthenticationFailed(REFUSED)
        return key.person, key

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class KeyScheme(OpenApiAuthenticationExtension):
    target_class = KeyAuthentication
    name = "key"

    def get_security_definition(self, auto_schema) -> dict:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": str(_("Une clé d’accès, faite dans « Mon espace ».")),
        }
