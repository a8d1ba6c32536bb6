"""Keeping somebody from writing in one consultation for a while, and letting them write again."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from consultation import audit
from consultation.models import Consultation, Membership, User
from consultation.whole import whole
from debates.actions.deciding import motive
from debates.actions.states import Refused, tell_later
from debates.models import Decision, Suspension

LONGEST = 366  # days


@whole
def suspend(
    person: User | None, consultation: Consultation, *, by: User, days: int | None, decision: Decision
) -> Suspension:
    """Let `person` read and not write in `consultation`: for so many days or, with None, until somebody lifts it.

    He is told until when, why and how to contest `decision`, the one that his text was hidden by. Refused for whoever
    has a role there, for a text without an author, and for days that are not between 1 and LONGEST.
    """
    if person is None:
        raise Refused(_("Ce texte n’a pas d’auteur connu : il n’y a personne à suspendre."))
    if Membership.objects.filter(user=person, consultation=consultation).exists():
        raise Refused(_("Cette personne est de l’équipe de la consultation : elle ne peut pas y être suspendue."))
    if days is not None and not 1 <= days <= LONGEST:
        raise Refused(_("Choisissez une durée entre 1 et %(longest)s jours.") % {"longest": LONGEST})
    now = timezone.now()
    until = now + timedelta(days=days) if days is not None else None
    made = Suspension.objects.create(
        consultation=consultation, person=person, by=by, at=now, until=until, decision=decision
    )
    audit.record("person.suspended", made, by=by, person=person.pk, days=days, decision=decision.pk)
    tell_later(person, "suspended", **_facts(made, decision))
    return made


@whole
def lift(suspension: Suspension, *, by: User) -> bool:
    """Let somebody write again. False when the suspension was over already; Refused for one's own."""
    if suspension.person_id == by.pk:
        raise Refused(_("C’est votre suspension : un autre modérateur peut la lever."))
    now = timezone.now()
    held = Suspension.objects.select_for_update(of=("self",)).select_related("consultation").get(pk=suspension.pk)
    if held.lifted_at or (held.until and held.until <= now):
        return False
    held.lifted_at = now
    held.save(update_fields=["lifted_at"])
    audit.record("person.unsuspended", held, by=by, person=held.person_id)
    return True


def _facts(made: Suspension, decision: Decision) -> dict:
    return {
        "until": made.until and timezone.localdate(made.until).isoformat(),
        "consultation": made.consultation.name,
        "path": made.consultation.get_absolute_url(),
        "slug": made.consultation.slug,
        "decision": decision.pk,
        **motive(decision),
    }
