"""Texts collected off the site: those there are, and the form of another one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from consultation.permissions import require
from debates import actions, collected
from debates.collect_forms import PROVENANCE, CollectForm
from debates.models import Contribution
from debates.views.common import add_errors, consultation_of, invalid, question_of

LAST = "collected_last"  # where the session keeps how the last text came: a heap of letters has one origin


@login_required
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """What was collected, the last entered first, and the questions under which another text may be entered."""
    consultation = consultation_of(request, slug)
    require(request.user, "debates.collect", consultation)
    context = {
        "page": collected.entered(consultation, after=request.GET.get("apres", "")),
        "ways": collected.ways(consultation),
        "themes": consultation.themes.prefetch_related("questions"),
    }
    return render(request, "debates/collected.html", context)


@login_required
def collect(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Enter a text under a question; the next form comes with the same origin."""
    question = question_of(request, slug, pk)
    require(request.user, "debates.collect", question)
    initial = request.session.get(LAST, {})
    form = CollectForm(request.POST or None, consultation=question.consultation, initial=initial)
    context = {"form": form, "question": question, "theme": question.theme}
    if request.method != "POST":
        return render(request, "debates/collect.html", context)
    if form.is_valid():
        try:
            entered = actions.collect(question, by=request.user, provenance=form.provenance, **form.written)
        except ValidationError as error:
            add_errors(form, error)
        else:
            request.session[LAST] = {name: form.data.get(name, "") for name in PROVENANCE}
            _say(request, entered)
            return redirect("collect", slug, pk) if "suivant" in request.POST else redirect("collected", slug)
    return invalid(request, "debates/collect.html", context)


def _say(request: HttpRequest, entered: Contribution) -> None:
    said = _("« %s » est en ligne.") if entered.live_id else _("« %s » est saisi ; un modérateur le lira.")
    messages.success(request, said % entered)
