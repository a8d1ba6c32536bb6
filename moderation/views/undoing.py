"""Taking back what was decided: at once a decision of one's own, at any time a suspension."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from debates import actions
from debates.models import Contribution, Suspension
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
        messages.warning(request, _("Il n’y a rien à annuler : cette décision n’est pas de vous, ou ne tient plus."))
    return redirect(back(place_of(request, consultation), consultation, undone[0] if len(undone) == 1 else None))


@login_required
@require_POST
def lift(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Let somebody who is suspended write again; back to the text that `?texte=` names."""
    consultation = desk_of(request, slug)
    suspension = get_object_or_404(Suspension.objects.select_related("person"), pk=pk, consultation=consultation)
    try:
        _tell_lifted(request, suspension, actions.lift(suspension, by=request.user))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    keys = keys_of([request.GET.get("texte", "")])
    text = Contribution.objects.of(consultation).filter(pk__in=keys).first()
    return redirect(back(place_of(request, consultation), consultation, text))


def _tell_lifted(request: HttpRequest, suspension: Suspension, is_lifted: bool) -> None:
    if is_lifted:
        words = _("La suspension est levée : %s peut de nouveau écrire ici.") % suspension.person.name
        messages.success(request, words)
    else:
        messages.warning(request, _("Cette suspension n’avait plus cours."))
