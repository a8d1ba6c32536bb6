"""A provider: what it is asked, what is checked of its answer, what is kept of it."""

import secrets
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from requests import RequestException

from consultation.providers import signed

LEAVING = "leave_provider"  # in the session: how to sign out of the provider too


class ProtocolAdapter(OpenIDConnectOAuth2Adapter):
    """The exchange with the provider, whose signatures are always checked, by the keys it publishes."""

    def complete_login(self, request: HttpRequest, app, token, **kwargs) -> SocialLogin:
        if "id_token" not in kwargs["response"]:
            raise OAuth2Error("no id_token")
        try:
            login = super().complete_login(request, app, token, **kwargs)
        except (KeyError, TypeError, ValueError) as error:  # an answer that is not one
            raise OAuth2Error("unreadable answer") from error
        self._keep_way_out(request, app, kwargs["response"]["id_token"])
        return login

    def _decode_id_token(self, app, id_token: str) -> dict:
        return self._read(app, id_token, ("iss", "sub", "aud", "exp"))

    def _fetch_user_info(self, access_token: str) -> dict:
        """In JSON, or signed (application/jwt) as FranceConnect and ProConnect give it."""
        headers = {"Authorization": f"Bearer {access_token}"}
        with get_adapter().get_requests_session() as session:
            response = session.get(self.profile_url, headers=headers)
            response.raise_for_status()
        if response.headers.get("Content-Type", "").startswith("application/jwt"):
            return self._read(self.get_provider().app, response.text, ("iss", "sub", "aud"))
        return response.json()

    def _read(self, app, given: str, require: tuple[str, ...]) -> dict:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        issuer = self.openid_config["issuer"]
        return signed.read(given, answer.json(), issuer=issuer, audience=app.client_id, require=require)

    def _keep_way_out(self, request: HttpRequest, app, id_token: str) -> None:
        if end := self.openid_config.get("end_session_endpoint"):
            request.session[LEAVING] = {"address": end, "hint": id_token, "client": app.client_id}


class Provider(OpenIDConnectProvider):
    oauth2_adapter_class = ProtocolAdapter

    def redirect(self, request: HttpRequest, process, next_url=None, data=None, **kwargs) -> HttpResponse:
        """Lead to the provider with a nonce that its answer must bear; the page of an error while it is away."""
        nonce = secrets.token_urlsafe(32)
        params = {**(kwargs.pop("auth_params", None) or {}), "nonce": nonce}
        try:
            return super().redirect(request, process, next_url, data, auth_params=params, nonce=nonce, **kwargs)
        except (RequestException, KeyError, ValueError) as error:
            return render_authentication_error(request, self, exception=error)

    def get_auth_params_from_request(self, request: HttpRequest, action) -> dict:
        """What the settings say: a link may not ask the provider for anything else."""
        return self.get_auth_params()

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return self.get_scope()

    def extract_extra_data(self, data: dict) -> dict:
        """What is kept: that it was this person of this provider. Her names, birth and the rest are not ours."""
        told = {**data.get("userinfo", {}), **data["id_token"]}
        return {name: told[name] for name in ("iss", "sub", "nonce", "acr", "email_verified") if name in told}

    def extract_uid(self, data: dict) -> str:
        told = data["id_token"]
        if "userinfo" in data and data["userinfo"].get("sub") != told["sub"]:
            raise OAuth2Error("the answers are about two people")
        return str(told["sub"])

    def extract_email_addresses(self, data: dict) -> list:
        addresses = super().extract_email_addresses(data)
        for address in addresses:
            address.verified = address.verified is True  # said so, not merely something that is not empty
        return addresses

    def extract_common_fields(self, data: dict) -> dict[str, Any]:
        """The address alone: the name under which one writes is chosen, never taken from a civil identity."""
        return {"email": super().extract_common_fields(data)["email"]}


provider_classes = [Provider]
