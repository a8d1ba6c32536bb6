"""« Mes données »: what is held, and leaving."""

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from consultation.answers import add_errors, invalid
from consultation.limits import limited
from consultation.permissions import require
from privacy import actions, reading
from privacy.forms import LeaveForm
from privacy.holdings.connections import CONNECTIONS


@login_required
@never_cache
def my_data(request: HttpRequest) -> HttpResponse:
    """What is held on the reader, table by table, where each thing is corrected, and the copies asked for."""
    require(request.user, "privacy.see", request.user)
    context = {
        "held": reading.held(request.user),
        "connections": CONNECTIONS,
        "exports": reading.exports(request.user),
        "years": settings.RETENTION_YEARS,
    }
    return render(request, "privacy/my_data.html", context)


@login_required
@never_cache
@limited("leave")
@reauthentication_required(allow_get=True)
def leave(request: HttpRequest) -> HttpResponse:
    """Erase one's account; the password is asked before, or the code of a second factor, unless just given.

    Whoever has neither confirms by signing in anew (with a code sent by mail, or on another site).
    """
    require(request.user, "privacy.erase", request.user)
    form = LeaveForm(request.POST if request.method == "POST" else None)
    context = {
        "form": form,
        "alone": reading.last_administrator_of(request.user),
        "must_sign_in_again": _must_sign_in_again(request),
    }
    if request.method != "POST":
        return render(request, "privacy/leave.html", context)
    if context["must_sign_in_again"] or not form.is_valid():
        return invalid(request, "privacy/leave.html", context)
    try:
        actions.erase(request.user, by=request.user, texts=form.cleaned_data["texts"])
    except ValidationError as error:
        add_errors(form, error)
        return invalid(request, "privacy/leave.html", context)
    logout(request)
    return render(request, "privacy/left.html", {"took": form.cleaned_data["texts"] == actions.TAKE})


def _must_sign_in_again(request: HttpRequest) -> bool:
    """Whether an account without password and second factor was signed in to too long ago."""
    has_none = not get_reauthentication_flows(request.user)
    return has_none and get_adapter(request).is_reauthentication_required(app="")
