"""The one question asked before anything is done: may this person do this to that?"""

from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone

from consultation import second_factor
from consultation.models import Consultation, Membership, Phase, Role, User


def allowed(person: Any, permission: str, target: Any) -> bool:
    """Whether `person` (a User or AnonymousUser) has `permission` on `target`, for the object itself.

    The consultation is read from the target, never from the address, so that staff of one consultation are
    strangers in another.
    """
    return rules.has_perm(permission, person, target)


def require(person: Any, permission: str, target: Any) -> None:
    """Raise PermissionDenied (answered 403) unless `allowed`."""
    if not allowed(person, permission, target):
        raise PermissionDenied(permission)


def roles_of(person: Any, consultation: Consultation) -> frozenset[str]:
    """The roles of a person in one consultation; one query a person and consultation, kept on the person.

    None as long as the account has no second factor (`consultation.second_factor`).
    """
    if not getattr(person, "is_authenticated", False) or not person.is_active:
        return frozenset()
    kept = person.__dict__.setdefault("_roles_by_consultation", {})
    if consultation.pk not in kept:
        kept[consultation.pk] = _usable(person, Membership.objects.filter(user=person, consultation=consultation))
    return kept[consultation.pk]


def _usable(person: Any, memberships: QuerySet[Membership]) -> frozenset[str]:
    rows = memberships.annotate(is_protected=second_factor.held_by("user_id")).values_list("role", "is_protected")
    held = dict(rows)
    if held and not any(held.values()) and not second_factor.is_excepted(person):
        second_factor.withhold(person)
        return frozenset()
    return frozenset(held)


def remember_roles(person: Any, consultation: int, roles: frozenset[str]) -> None:
    """Keep what a query of this request has just said of a person's roles in a consultation (its id)."""
    person.__dict__.setdefault("_roles_by_consultation", {})[consultation] = roles


def open_phases(consultation: Consultation) -> frozenset[str]:
    """The kinds of the phases open today, in the time of the site; kept on the consultation for one request.

    None of a consultation that is in preparation, closed or archived.
    """
    if consultation.state != Consultation.State.OPEN:
        return frozenset()
    if "_open_phases" not in consultation.__dict__:
        today = timezone.localdate()
        rows = Phase.objects.on(today).filter(consultation=consultation).values_list("kind", flat=True)
        consultation._open_phases = frozenset(rows)
    return consultation._open_phases


@rules.predicate
def is_signed_in(person: User, target: Any = None) -> bool:
    return bool(person and person.is_authenticated and person.is_active)


def has_role(*roles: Role) -> rules.Predicate:
    """One of these roles in the consultation of the target; an administrator has them all."""
    wanted = {*roles, Role.ADMINISTRATOR}

    @rules.predicate(name=f"has_role:{'|'.join(sorted(roles))}")
    def test(person: User, target: Any) -> bool:
        return target is not None and bool(roles_of(person, target.consultation) & wanted)

    return test


def phase_is_open(kind: Phase.Kind) -> rules.Predicate:
    @rules.predicate(name=f"phase_is_open:{kind}")
    def test(person: User, target: Any) -> bool:
        return target is not None and kind in open_phases(target.consultation)

    return test


is_staff_here = has_role(Role.MODERATOR, Role.HARVESTER, Role.EDITOR)


@rules.predicate
def is_shown_to_all(person: User, target: Any) -> bool:
    return target is not None and target.consultation.is_public


rules.add_perm("consultation.read", is_shown_to_all | is_staff_here)
rules.add_perm("consultation.administer", has_role(Role.ADMINISTRATOR))
