"""A new consultation, what it still lacks, and its states."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from administration import actions, preparation
from administration.forms import NewConsultationForm
from administration.views.common import administered, administered_act, status_of, tried
from consultation.answers import add_errors
from consultation.models import Consultation
from consultation.permissions import open_phases, require
from debates.actions import Refused

VERBS = {
    "open": (actions.open_to_all, gettext_lazy("La consultation est ouverte.")),
    "close": (actions.close, gettext_lazy("La consultation est close.")),
    "reopen": (actions.reopen, gettext_lazy("La consultation est de nouveau ouverte.")),
    "archive": (actions.archive, gettext_lazy("La consultation est archivée.")),
    "take_out": (actions.take_out, gettext_lazy("La consultation est sortie des archives.")),
}


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Open a consultation, empty or after another one; whoever does it administers it."""
    require(request.user, "administration.open_consultation", None)
    form = NewConsultationForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            consultation = actions.create(by=request.user, **form.cleaned_data)
        except Refused as error:
            add_errors(form, error)
        else:
            messages.success(request, _("La consultation est créée. Vous seul la voyez."))
            return redirect(
                "administration" if form.cleaned_data.get("model") else "administer_general", consultation.slug
            )
    return render(request, "administration/new.html", {"form": form}, status=status_of(request))


@administered
def overview(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """What is left to do before opening, what is open today, and what each state means."""
    steps = preparation.steps(consultation)
    context = {
        "steps": steps,
        "is_ready": all(step.done for step in steps if step.blocks),
        "phases": consultation.phases.all(),
        "open_phases": open_phases(consultation),
        "awaiting": preparation.awaiting(consultation),
    }
    return render(request, "administration/overview.html", context)


@administered_act
def change_state(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Open, close, reopen, archive, take out of the archives."""
    act, said = VERBS.get(request.POST.get("act", ""), (None, ""))
    if act:
        tried(request, lambda: _moved(request, act, consultation, said))
    return redirect("administration", consultation.slug)


def _moved(request: HttpRequest, act, consultation: Consultation, said: str) -> None:
    if act(consultation, by=request.user):
        messages.success(request, said)
    else:
        messages.info(request, _("Rien n’a changé : quelqu’un d’autre l’a déjà fait."))
