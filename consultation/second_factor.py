"""Who protects his account with a second factor; staff has no rights without one (docs/decisions/second-factor.md)."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import HttpRequest

from consultation.accounts import DEMO_DOMAIN

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes alone are none


def held_by(person: str) -> Exists:
    """A condition: the person of the column `person` holds a second factor."""
    return Exists(Authenticator.objects.filter(user_id=OuterRef(person), type__in=FACTORS))


def is_excepted(person: Any) -> bool:
    """Whether this is an account of the demonstration, in the embedded mode: its password is printed at the start."""
    return settings.EMBEDDED and (person.email or "").endswith(f"@{DEMO_DOMAIN}")


def withhold(person: Any) -> None:
    """Remember, for this request, that a right was not given for want of a second factor."""
    person.__dict__["_second_factor_wanted"] = True


def is_wanted(person: Any) -> bool:
    """Whether a right was withheld from this person in this request."""
    return person.__dict__.get("_second_factor_wanted", False)


def has(person: Any) -> bool:
    """Whether this person may use the rights of staff; one query. Somebody who may not is told why (`withhold`)."""
    if is_excepted(person) or Authenticator.objects.filter(user_id=person.pk, type__in=FACTORS).exists():
        return True
    withhold(person)
    return False


def keep_way_back(request: HttpRequest, page: str) -> None:
    """Keep in the session the page (a path of this site) that the set-up of a second factor leads back to."""
    request.session["protect_for"] = page
