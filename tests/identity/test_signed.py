"""What a provider signs is believed by its published keys alone; userinfo may be signed, as FranceConnect signs it."""

import json
import time

import jwt
import pytest
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from cryptography.hazmat.primitives.asymmetric import ec

from consultation.providers import signed

SAID = {"iss": "https://fournisseur.invalid", "aud": "nous", "sub": "helene", "exp": 4_000_000_000}
WANTED = {"issuer": SAID["iss"], "audience": "nous", "require": ("iss", "sub", "aud")}


def pair(name: str) -> tuple[ec.EllipticCurvePrivateKey, dict]:
    private = ec.generate_private_key(ec.SECP256R1())
    public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(private.public_key()))
    return private, {**public, "kid": name, "alg": "ES256", "use": "sig"}


PRIVATE, PUBLIC = pair("une")
OTHER, OTHER_PUBLIC = pair("autre")
BOTH = {"keys": [PUBLIC, OTHER_PUBLIC]}


def sign(key=PRIVATE, alg: str = "ES256", kid: str | None = "une", **said) -> str:
    return jwt.encode({**SAID, **said}, key, algorithm=alg, headers={"kid": kid} if kid else None)


def test_what_is_signed_by_a_published_key_is_read():
    assert signed.read(sign(), BOTH, **WANTED)["sub"] == "helene"
    assert signed.read(sign(kid=None), {"keys": [PUBLIC]}, **WANTED)["sub"] == "helene"


@pytest.mark.parametrize(
    "forged",
    [
        sign(OTHER),
        sign(kid="inconnue"),
        sign(kid=None),  # which of the two keys, nothing says
        sign(iss="https://ailleurs.invalid"),
        sign(aud="un autre"),
        sign(exp=int(time.time()) - 60),
        sign("a secret that everybody who asks is given, thirty-two bytes", "HS256"),
        jwt.encode(SAID, None, algorithm="none"),
        "",
        "a.b.c",
        sign()[:-4] + "AAAA",
    ],
)
def test_nothing_else_is(forged):
    with pytest.raises(OAuth2Error):
        signed.read(forged, BOTH, **WANTED)
