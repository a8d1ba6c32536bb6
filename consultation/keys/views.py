"""Mes clés d'accès: made after one's password, shown once, revoked at once."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from consultation.answers import add_errors
from consultation.keys import actions
from consultation.keys.forms import KeyForm
from consultation.keys.models import AccessKey


@login_required
@never_cache
def keys(request: HttpRequest) -> HttpResponse:
    return render(request, "keys/keys.html", {"keys": actions.of_person(request.user)})


@login_required
@never_cache
@reauthentication_required
def new_key(request: HttpRequest) -> HttpResponse:
    """The form; posted, the key itself, this once. The password is asked before, unless it was within five minutes."""
    form = KeyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            key, words = actions.make(request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return render(request, "keys/made.html", {"key": key, "words": words})
    return render(request, "keys/new.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    actions.revoke(get_object_or_404(AccessKey, pk=pk, person=request.user), by=request.user)
    messages.success(request, _("La clé est révoquée : plus rien ne peut s’en servir."))
    return redirect("access_keys")
