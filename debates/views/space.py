"""Mon espace: what I wrote, and what became of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from consultation.forms import WhereFromForm
from debates import actions, drafts, reading
from debates.views.common import add_errors


@login_required
def my_space(request: HttpRequest) -> HttpResponse:
    page = reading.of_person(request.user, after=request.GET.get("apres", ""))
    kept = drafts.of_person(request.user, after=request.GET.get("brouillons", ""))
    return render(request, "debates/my_space.html", {"page": page, "drafts": kept})


@login_required
def where_from(request: HttpRequest) -> HttpResponse:
    """The name, quality and commune shown beside the texts to come."""
    form = WhereFromForm(request.POST if request.method == "POST" else None, person=request.user)
    if form.is_valid():
        try:
            actions.speak_from(request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("C’est enregistré. Vos prochains textes porteront ces indications."))
            return redirect("my_space")
    status = 422 if form.errors else 200
    return render(request, "debates/where_from.html", {"form": form}, status=status)
