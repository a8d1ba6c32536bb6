"""Who works on a consultation: invited, accepted, taken away."""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from administration import tasks
from administration.actions.rows import locked
from administration.models import Invitation, digest_of
from consultation import audit, notices
from consultation.models import Consultation, Membership, Role, User
from debates.actions import Refused

SENDINGS = 5  # mails of one invitation


class ForAnotherAddress(Refused):
    """The invitation is for an address that is not a verified one of this person."""


@transaction.atomic
def invite(consultation: Consultation, *, by: User, email: str, roles: Iterable[str]) -> Invitation:
    """Offer roles to an address; a mail with a link goes out once this is committed.

    The same is done and said whether the address has an account or not. Refused for an address that is invited already,
    for roles that do not exist, and beyond INVITATIONS_A_DAY mails a consultation.
    """
    held, email = locked(consultation), email.strip().lower()
    wanted = [role for role in Role.values if role in set(roles)]
    if not wanted:
        raise Refused({"roles": _("Choisissez un rôle au moins.")})
    if held.invitations.standing().filter(email=email).exists():
        raise Refused({"email": _("Cette adresse est déjà invitée : renvoyez le message, ou retirez l’invitation.")})
    _within_the_limit(held)
    held.invitations.pending().filter(email=email).update(withdrawn_at=timezone.now())  # expired ones
    invitation = Invitation(consultation=held, email=email, roles=wanted, by=by)
    invitation.expires_at = timezone.now() + timedelta(days=settings.INVITATION_DAYS)
    _give_new_link(invitation)
    audit.record("invitation.sent", invitation, by=by, roles=wanted)
    return invitation


@transaction.atomic
def resend(invitation: Invitation, *, by: User) -> Invitation:
    """Send the mail again with a new link; the former link ends, the day it expires stays the same."""
    locked(invitation.consultation)
    held = _held(invitation)
    if held is None:
        raise Refused(_("Cette invitation n’attend plus de réponse. Invitez de nouveau cette adresse."))
    if held.sendings >= SENDINGS:
        raise Refused(_("Ce message a déjà été envoyé plusieurs fois. Vérifiez l’adresse avec la personne."))
    _within_the_limit(held.consultation)
    held.sendings += 1
    _give_new_link(held)
    audit.record("invitation.sent_again", held, by=by)
    return held


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User) -> bool:
    """End an invitation; its link answers no more. False when it was used or withdrawn before."""
    if not Invitation.objects.pending().filter(pk=invitation.pk).update(withdrawn_at=timezone.now()):
        return False
    audit.record("invitation.withdrawn", invitation, by=by)
    return True


@transaction.atomic
def accept(invitation: Invitation, *, by: User) -> Consultation:
    """Give the roles to the person, and end the link.

    ForAnotherAddress unless the invitation is for an address of theirs that is verified; Refused once it is used,
    withdrawn or over.
    """
    held = _held(invitation)
    if held is None:
        raise Refused(_("Cette invitation n’est plus valable."))
    if not is_for(held, by):
        raise ForAnotherAddress(_("Cette invitation est pour une autre adresse."))
    for role in held.roles:
        Membership.objects.get_or_create(consultation=held.consultation, user=by, role=role)
    held.used_at, held.used_by = timezone.now(), by
    held.save(update_fields=["used_at", "used_by"])
    audit.record("invitation.accepted", held, by=by, roles=held.roles)
    return held.consultation


def is_for(invitation: Invitation, person: User) -> bool:
    """Whether the address of the invitation is one that this person has proved to be theirs."""
    verified = EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True)
    return invitation.email in {address.lower() for address in verified}


@transaction.atomic
def take_role(membership: Membership, *, by: User) -> None:
    """Take a role away; the person is told. What an administrator had sent as invitations ends with that role.

    Refused when nobody else could administer the consultation.
    """
    held = locked(membership.consultation)
    if membership.role == Role.ADMINISTRATOR:
        _somebody_else_administers(held, membership.user)
        held.invitations.pending().filter(by=membership.user).update(withdrawn_at=timezone.now())
    if not Membership.objects.filter(pk=membership.pk).delete()[0]:
        return
    audit.record("role.taken", held, by=by, person=membership.user_id, role=membership.role)
    if membership.user != by:
        with translation.override("fr"):  # the notice puts it in the language of its reader
            role = str(Role(membership.role).label)
        notices.tell(membership.user, "role_taken", consultation=held.name, role=role)


def _somebody_else_administers(held: Consultation, person: User) -> None:
    others = held.memberships.filter(role=Role.ADMINISTRATOR, user__is_active=True).exclude(user=person)
    if not others.exists():
        raise Refused(_("Personne d’autre n’administre cette consultation. Invitez d’abord quelqu’un à le faire."))


def _held(invitation: Invitation) -> Invitation | None:
    """The row as it is now, held until the end of the transaction; None once it may not be accepted any more.

    The link it was reached by must still be its own: sending it again ends that one.
    """
    rows = Invitation.objects.standing().select_related("consultation", "by").select_for_update(of=("self",))
    return rows.filter(pk=invitation.pk, digest=invitation.digest).first()


def _within_the_limit(consultation: Consultation) -> None:
    since = timezone.now() - timedelta(days=1)
    sent = consultation.invitations.filter(created_at__gte=since).aggregate(n=Sum("sendings"))["n"] or 0
    if sent >= settings.INVITATIONS_A_DAY:
        raise Refused(_("Trop d’invitations sont parties depuis hier. Envoyez les suivantes demain."))


def _give_new_link(invitation: Invitation) -> None:
    invitation.nonce = secrets.token_hex(16)
    invitation.digest = digest_of(invitation.token)
    invitation.sent_at = None
    invitation.save()
    transaction.on_commit(lambda: notices.hand_over(tasks.send_invitation, invitation.pk))
