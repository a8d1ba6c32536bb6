"""Who may open a consultation, or see how the site is; administering one is `consultation.administer` of the ground."""

from typing import Any

import rules
from django.conf import settings

from consultation import second_factor
from consultation.models import Membership, Role, User
from consultation.permissions import is_signed_in


@rules.predicate
def is_superuser(person: User, target: Any = None) -> bool:
    return person.is_superuser


@rules.predicate
def administers_somewhere(person: User, target: Any = None) -> bool:
    """Whoever answers for one consultation may open another, where the site says so."""
    if settings.CONSULTATIONS_OPENED_BY != "administrators":
        return False
    return Membership.objects.filter(user=person, role=Role.ADMINISTRATOR).exists()


@rules.predicate
def is_protected(person: User, target: Any = None) -> bool:
    """With a second factor, as every right of staff asks."""
    return second_factor.has(person)


rules.add_perm("administration.open_consultation", is_signed_in & (is_superuser | administers_somewhere) & is_protected)
rules.add_perm("administration.see_health", is_signed_in & is_superuser & is_protected)
