"""The providers that the environment names: read by the settings, so nothing of Django is needed here."""

from typing import Any
from urllib.parse import urlsplit

from environs import Env


def apps(env: Env, names: list[str]) -> list[dict[str, Any]]:
    """One entry a provider, as allauth takes them; docs/operations.md lists the variables OIDC_<NAME>_…"""
    return [_app(env, name) for name in names]


def _app(env: Env, provider: str) -> dict[str, Any]:
    with env.prefixed(f"OIDC_{provider.upper().replace('-', '_')}_"):
        acr_values = env.str("ACR_VALUES", "")
        return {
            "provider_id": provider,
            "name": env.str("NAME", provider),
            "client_id": env.str("CLIENT_ID"),
            "secret": env.str("CLIENT_SECRET", ""),
            "settings": {
                "server_url": env.str("SERVER_URL"),
                "scope": env.str("SCOPES", "openid email").split(),
                "auth_params": {"acr_values": acr_values} if acr_values else {},
                "oauth_pkce_enabled": env.bool("PKCE", True),
                "token_auth_method": env.str("TOKEN_AUTH", "") or None,
                "email_authentication": env.bool("LINKS_BY_EMAIL", False),
                "origins": env.list("ORIGINS", []),
            },
        }


def origins(found: list[dict[str, Any]]) -> list[str]:
    """Where a form may lead after its answer: the providers, and ORIGINS; sorted, once each."""
    said = {origin for app in found for origin in app["settings"]["origins"]}
    return sorted(said | {_origin(app["settings"]["server_url"]) for app in found})


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
