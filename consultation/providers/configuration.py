"""The providers that the environment names: read by the settings, so nothing of Django is needed here."""

from typing import Any
from urllib.parse import urlsplit

from environs import Env


def apps(env: Env, names: list[str]) -> list[dict[str, Any]]:
    """One entry a provider, as allauth takes them; docs/operations.md lists the variables OIDC_<NAME>_…"""
    return [_app(env, name) for name in names]


def _app(env: Env, provider: str) -> dict[str, Any]:
    with env.prefixed(f"OIDC_{provider.upper().replace('-', '_')}_"):
        acr_values = env.str("ACR_VALUES", "")  # levels of identification accepted, with spaces: asked for, and checked
        return {
            "provider_id": provider,
            "name": env.str("NAME", provider),  # as the buttons say it
            "client_id": env.str("CLIENT_ID"),  # what the provider gave you
            "secret": env.str("CLIENT_SECRET", ""),  # what the provider gave you, secret
            "settings": {
                "server_url": env.str("SERVER_URL"),  # its address, to which /.well-known/openid-configuration is added
                "scope": env.str("SCOPES", "openid email").split(),  # asked for, with spaces; only the address is used
                "auth_params": {"acr_values": acr_values} if acr_values else {},
                "oauth_pkce_enabled": env.bool("PKCE", True),  # a proof key (RFC 7636); no for one that refuses it
                "token_auth_method": env.str("TOKEN_AUTH", "") or None,  # client_secret_post or …_basic; as it says
                "email_authentication": env.bool("LINKS_BY_EMAIL", False),  # it opens the account of a verified address
                "origins": env.list("ORIGINS", []),  # other origins its pages redirect to: https://…
            },
        }


def origins(found: list[dict[str, Any]]) -> list[str]:
    """Where a form may lead after its answer: the providers, and ORIGINS; sorted, once each."""
    said = {origin for app in found for origin in app["settings"]["origins"]}
    return sorted(said | {_origin(app["settings"]["server_url"]) for app in found})


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
