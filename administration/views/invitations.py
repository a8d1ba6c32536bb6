"""The page that the link of an invitation leads to."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from administration import actions
from administration.actions.staff import is_for
from administration.models import Invitation
from consultation import second_factor


@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What is offered, and a button that accepts it once the person is signed in under that very address.

    A link that was used, withdrawn, replaced, is over or was made up gets one same answer (404).
    """
    found = Invitation.objects.with_token(token).select_related("consultation", "by", "used_by").first()
    if found and found.used_by_id and found.used_by == request.user:
        return redirect(found.consultation)
    if not found or not Invitation.objects.standing().filter(pk=found.pk).exists():
        return render(request, "administration/invitation_over.html", status=404)
    if request.user.is_authenticated and not is_for(found, request.user):
        return render(request, "administration/invitation_elsewhere.html", {"invitation": found}, status=403)
    if request.method == "POST" and request.user.is_authenticated:
        return _accepted(request, found)
    return render(request, "administration/invitation.html", {"invitation": found})


def _accepted(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    try:
        consultation = actions.accept(invitation, by=request.user)
    except ValidationError:  # used, withdrawn or replaced since the page was shown
        return render(request, "administration/invitation_over.html", status=404)
    messages.success(request, _("Vous faites maintenant partie de l’équipe."))
    if second_factor.has(request.user):
        return redirect(consultation)
    second_factor.keep_way_back(request, consultation.get_absolute_url())
    return redirect("mfa_index")
