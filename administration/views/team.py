"""The staff: who works on the consultation, who is invited to."""

from functools import partial

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from administration import actions
from administration.forms import InvitationForm
from administration.models import Invitation
from administration.views.common import administered, administered_act, done, status_of, tried
from consultation.models import Consultation

MOST = 200  # lines of each list: a team is not a crowd


@administered
def team(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Who has which role, which invitations await an answer, and a form for the next one."""
    form = InvitationForm(request.POST or None)
    if done(request, form, partial(actions.invite, consultation), _("L’invitation est partie.")):
        return redirect("administer_team", consultation.slug)
    context = {
        "form": form,
        "memberships": consultation.memberships.select_related("user").order_by("user__name", "user", "role")[:MOST],
        "invitations": list(consultation.invitations.pending()[:MOST]),
        "days": settings.INVITATION_DAYS,
    }
    return render(request, "administration/team.html", context, status=status_of(request))


@administered_act
def take_role(request: HttpRequest, consultation: Consultation, pk: int) -> HttpResponse:
    rows = consultation.memberships.select_related("user", "consultation")
    membership = get_object_or_404(rows, pk=pk)
    tried(request, lambda: actions.take_role(membership, by=request.user), _("Le rôle est retiré."))
    is_own = membership.user == request.user and membership.role == "administrator"
    stays = not is_own or consultation.memberships.filter(pk=pk).exists()
    return redirect("administer_team", consultation.slug) if stays else redirect("my_space")


def _invitation_of(consultation: Consultation, pk: int) -> Invitation:
    return get_object_or_404(consultation.invitations.select_related("consultation", "by"), pk=pk)


@administered_act
def resend(request: HttpRequest, consultation: Consultation, pk: int) -> HttpResponse:
    invitation = _invitation_of(consultation, pk)
    said = _("Le message est renvoyé. L’ancien lien ne sert plus ; la date limite reste la même.")
    tried(request, lambda: actions.resend(invitation, by=request.user), said)
    return redirect("administer_team", consultation.slug)


@administered_act
def withdraw(request: HttpRequest, consultation: Consultation, pk: int) -> HttpResponse:
    invitation = _invitation_of(consultation, pk)
    tried(request, lambda: actions.withdraw(invitation, by=request.user), _("L’invitation est retirée."))
    return redirect("administer_team", consultation.slug)
