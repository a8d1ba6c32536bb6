"""The natures a contribution may have."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from administration import actions
from administration.forms import NatureForm
from administration.views.common import administered, administered_act, done, status_of, step_of, tried
from consultation.models import Consultation
from debates.models import Nature


@administered
def natures(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """All of them in their order, and a form for one more."""
    form = NatureForm(request.POST or None)
    if done(request, form, partial(actions.add_nature, consultation)):
        return redirect("administer_natures", consultation.slug)
    context = {"form": form, "natures": consultation.natures.all()}
    return render(request, "administration/natures.html", context, status=status_of(request))


def _nature_of(consultation: Consultation, pk: int) -> Nature:
    return get_object_or_404(consultation.natures.select_related("consultation"), pk=pk)


@administered
def nature(request: HttpRequest, consultation: Consultation, pk: int) -> HttpResponse:
    nature = _nature_of(consultation, pk)
    told = {"name": nature.label, "hint": nature.explanation, "may_have_place": nature.names_place}
    form = NatureForm(request.POST or None, initial=told)
    if done(request, form, partial(actions.change_nature, nature)):
        return redirect("administer_natures", consultation.slug)
    context = {"form": form, "nature": nature}
    return render(request, "administration/nature.html", context, status=status_of(request))


@administered_act
def move(request: HttpRequest, consultation: Consultation, pk: int) -> HttpResponse:
    actions.move_nature(_nature_of(consultation, pk), step_of(request), by=request.user)
    return redirect("administer_natures", consultation.slug)


@administered_act
def remove(request: HttpRequest, consultation: Consultation, pk: int) -> HttpResponse:
    nature = _nature_of(consultation, pk)
    tried(request, lambda: actions.remove_nature(nature, by=request.user), _("La nature est retirée."))
    return redirect("administer_natures", consultation.slug)
