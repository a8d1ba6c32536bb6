"""Taking back at once what was just decided."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from debates import actions
from debates.models import Contribution
from moderation import reading
from moderation.views.common import back, desk_of, keys_of, place_of


@login_required
@require_POST
def undo(request: HttpRequest, slug: str) -> HttpResponse:
    """Take back the decisions sent, those of this moderator alone; the only text opens again."""
    consultation = desk_of(request, slug)
    done = reading.done(consultation, request.user, keys_of(request.POST.getlist("decision")))
    undone: list[Contribution] = []
    for decision in done.decisions if done else ():
        try:
            if actions.undo(decision, by=request.user):
                undone.append(decision.contribution)
        except ValidationError as error:
            messages.warning(request, f"{decision.version.heading} : {' '.join(error.messages)}")
    if undone:
        words = ngettext("%(n)s décision est annulée.", "%(n)s décisions sont annulées.", len(undone))
        messages.success(request, words % {"n": len(undone)})
    elif not done:
        messages.warning(request, _("Il n’y a rien à annuler : cette décision n’est pas de vous, ou ne tient plus."))
    return redirect(back(place_of(request, consultation), consultation, undone[0] if len(undone) == 1 else None))
