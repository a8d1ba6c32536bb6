"""Tables brought by the staff, entered while they wait."""

import tempfile
from pathlib import Path

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from consultation.limits import limited
from consultation.models import Consultation
from consultation.permissions import require
from debates.views.common import consultation_of, invalid
from imports import collected
from imports.forms import TableForm
from imports.tables import Unreadable

TOLD = 50  # lines whose faults are told


@login_required
@limited("write")
def collected_file(request: HttpRequest, slug: str) -> HttpResponse:
    """A table of texts collected off the site: entered whole, or not at all with what is wrong in each line."""
    consultation = consultation_of(request, slug)
    require(request.user, "debates.collect", consultation)
    form = TableForm(request.POST or None, request.FILES or None)
    context = {"form": form, "columns": collected.REQUIRED, "known": collected.COLUMNS}
    if request.method != "POST":
        return render(request, "imports/collected.html", context)
    if form.is_valid():
        try:
            outcome = _entered(request, consultation, form.cleaned_data["file"])
        except Unreadable as error:
            form.add_error("file", str(error))
        else:
            if not outcome.refused:
                messages.success(request, _said(outcome))
                return redirect("collected", slug)
            context |= {"refused": outcome.refused[:TOLD], "more": max(len(outcome.refused) - TOLD, 0)}
    return invalid(request, "imports/collected.html", context)


def _entered(request: HttpRequest, consultation: Consultation, file) -> collected.Outcome:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tableau.csv"
        with path.open("wb") as copy:
            for chunk in file.chunks():
                copy.write(chunk)
        return collected.enter(path, consultation, by=request.user)


def _said(outcome: collected.Outcome) -> str:
    said = ngettext("%(count)s texte saisi.", "%(count)s textes saisis.", outcome.entered) % {"count": outcome.entered}
    if not outcome.there:
        return said
    there = ngettext("%(count)s y était déjà.", "%(count)s y étaient déjà.", outcome.there) % {"count": outcome.there}
    return f"{said} {there}"
