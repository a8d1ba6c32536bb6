"""The calendar: its phases, and what is odd in it."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from administration import actions, preparation
from administration.forms import PhaseForm
from administration.views.common import administered, administered_act, back_to, done, status_of
from consultation.models import Consultation
from consultation.permissions import open_phases

FIELDS = ("kind", "name", "starts_on", "ends_on")


@administered
def phases(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """The phases in their order, and a form for the next one."""
    form = PhaseForm(request.POST or None)
    if done(request, form, partial(actions.add_phase, consultation)):
        return redirect("administer_calendar", consultation.slug)
    rows = list(consultation.phases.all())
    context = {
        "form": form,
        "phases": rows,
        "remarks": preparation.remarks(rows),
        "open_phases": open_phases(consultation),
    }
    return render(request, "administration/calendar.html", context, status=status_of(request))


@administered
def phase(request: HttpRequest, consultation: Consultation, pk: int) -> HttpResponse:
    phase = get_object_or_404(consultation.phases, pk=pk)
    form = PhaseForm(request.POST or None, initial={name: getattr(phase, name) for name in FIELDS})
    if done(request, form, partial(actions.change_phase, phase)):
        return redirect("administer_calendar", consultation.slug)
    context = {"form": form, "phase": phase}
    return render(request, "administration/phase.html", context, status=status_of(request))


@administered_act
def remove(request: HttpRequest, consultation: Consultation, pk: int) -> HttpResponse:
    actions.remove_phase(get_object_or_404(consultation.phases, pk=pk), by=request.user)
    messages.success(request, _("La phase est retirée du calendrier."))
    return back_to("administer_calendar", consultation)
