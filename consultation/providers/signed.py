"""Reading what a provider signed (RFC 7519), by the keys it publishes (RFC 7517)."""

from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

ALGORITHMS = ("ES256", "ES384", "RS256", "RS384", "RS512", "PS256", "EdDSA")  # never a shared secret, never none


def read(signed: str, published: dict[str, Any], *, issuer: str, audience: str, require: tuple[str, ...]) -> dict:
    """What it says; OAuth2Error unless the signature, the issuer, the audience, the dates and `require` are right."""
    try:
        header = jwt.get_unverified_header(signed)
        if header.get("alg") not in ALGORITHMS:
            raise OAuth2Error(f"signed with {header.get('alg')}")
        key = _key(jwt.PyJWKSet.from_dict(published).keys, header)
        return jwt.decode(
            signed,
            key.key,
            algorithms=[header["alg"]],
            issuer=issuer,
            audience=audience,
            leeway=30,  # seconds between two clocks
            options={"require": list(require)},
        )
    except (jwt.PyJWTError, TypeError, ValueError) as error:
        raise OAuth2Error("what is signed cannot be believed") from error


def _key(keys: list[jwt.PyJWK], header: dict) -> jwt.PyJWK:
    """The key that the header names; where it names none, the only one there is."""
    named = [key for key in keys if key.key_id == header["kid"]] if "kid" in header else keys
    if len(named) != 1:
        raise OAuth2Error("no such key")
    return named[0]
