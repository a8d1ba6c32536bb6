"""What one accepted, and the page where a consultation's changed texts are accepted apart from any text to publish."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from consultation.answers import consultation_of, invalid
from consultation.consents import reading
from consultation.consents.forms import accepting


@login_required
@never_cache
def acceptances(request: HttpRequest) -> HttpResponse:
    """What this person accepted and lets be shown, newest first."""
    page = reading.of_person(request.user, after=request.GET.get("apres", ""))
    return render(request, "consents/acceptances.html", {"page": page})


@login_required
@never_cache
def accept_terms(request: HttpRequest, slug: str) -> HttpResponse:
    """The texts of a consultation that ask again: where a program is led that may not write yet."""
    consultation = consultation_of(request, slug)
    form = accepting(request.user, consultation, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return render(request, "consents/accept.html", {"form": form})
    if not form.is_valid():
        return invalid(request, "consents/accept.html", {"form": form})
    form.accept(request.user)
    messages.success(request, _("C’est noté. Vous pouvez écrire dans cette consultation."))
    return redirect("acceptances")
