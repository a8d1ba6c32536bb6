"""The general texts and settings, with a preview of the presentation."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from administration import actions
from administration.forms import GeneralForm
from administration.views.common import administered, administered_act, done, status_of
from consultation import text
from consultation.models import Consultation

PREVIEWED = 50_000  # characters
FIELDS = ("introduction", "context")  # those a preview may be asked for


@administered
def general(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Saved, it leads on to the calendar while the consultation is prepared; "Voir l’aperçu" saves nothing."""
    form = GeneralForm(request.POST or None, consultation=consultation)
    previewing = "preview" in request.POST
    if not previewing and done(request, form, partial(actions.change_general, consultation)):
        slug = form.cleaned_data.get("slug", consultation.slug)
        prepared = consultation.state == Consultation.State.PREPARING
        return redirect("administer_calendar" if prepared else "administer_general", slug)
    context = {"form": form, "html": text.sanitised((form["introduction"].value() or "")[:PREVIEWED])}
    status = 200 if previewing else status_of(request)
    return render(request, "administration/general.html", context, status=status)


@administered_act
def preview(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """What a text will look like, before it is saved."""
    given = next((request.POST[name] for name in FIELDS if name in request.POST), "")
    html = text.sanitised(text.clean_body(given)[:PREVIEWED])
    return render(request, "administration/general.html#preview", {"html": html})
