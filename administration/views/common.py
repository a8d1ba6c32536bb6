"""What every page of the administration begins and ends with."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consultation.answers import add_errors, consultation_of
from consultation.models import Consultation
from consultation.permissions import require


def _administering(view: Callable) -> Callable:
    @wraps(view)
    def guarded(request: HttpRequest, slug: str, **kwargs) -> HttpResponse:
        consultation = consultation_of(request, slug)
        require(request.user, "consultation.administer", consultation)
        return view(request, consultation, **kwargs)

    return guarded


def administered(view: Callable) -> Callable:
    """A page for the administrators of the consultation of its address, which the view is given."""
    return login_required(_administering(view))


def administered_act(view: Callable) -> Callable:
    """The same for what only POST does."""
    return login_required(require_POST(_administering(view)))


def done(request: HttpRequest, form: Form, act: Callable[..., Any], said: str = "") -> bool:
    """Whether the form was sent, is sound, and the act was done with what it holds; if not, it says what to mend."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act(by=request.user, **form.cleaned_data)
    except ValidationError as error:
        add_errors(form, error)
        return False
    messages.success(request, said or _("C’est enregistré."))
    return True


def tried(request: HttpRequest, act: Callable[[], Any], said: str = "") -> bool:
    """Do an act of one button; what it refuses is said on the next page."""
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return False
    if said:
        messages.success(request, said)
    return True


def step_of(request: HttpRequest) -> int:
    """Where a line of a list is to go: before (-1) or after (1) its neighbour."""
    return -1 if request.POST.get("step") == "-1" else 1


def back_to(route: str, consultation: Consultation, anchor: str = "") -> HttpResponse:
    response = redirect(route, consultation.slug)
    if anchor:
        response["Location"] += f"#{anchor}"
    return response


def status_of(request: HttpRequest) -> int:
    """422 for a form that has to be mended, with all that was typed in it."""
    return 422 if request.method == "POST" else 200
