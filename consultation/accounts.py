"""Signing in; the demonstration accounts."""

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

DEMO_DOMAIN = "demo.invalid"
DEMO_PASSWORD = "tiers-lieux-2018"  # noqa: S105 (printed at the start, refused outside the embedded mode)
DEMO_ACCOUNTS = {  # local part -> role in the demonstration, None for a participant
    "citoyen": None,
    "moderation": "moderator",
    "analyse": "harvester",
    "redaction": "editor",
    "admin": "administrator",
}


def demo_addresses() -> list[str]:
    return [f"{name}@{DEMO_DOMAIN}" for name in DEMO_ACCOUNTS]


class Backend(AuthenticationBackend):
    """E-mail and password. The demonstration's accounts exist for the embedded mode and are refused anywhere else."""

    def user_can_authenticate(self, user) -> bool:
        is_demo = bool(user.email) and user.email.endswith(f"@{DEMO_DOMAIN}")
        return super().user_can_authenticate(user) and (settings.EMBEDDED or not is_demo)
