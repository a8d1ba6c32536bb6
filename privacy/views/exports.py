"""The copy of one's data: asked for, followed, fetched; of nobody else, whatever the role."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from consultation.files.serving import handed_over
from consultation.limits import limited
from consultation.permissions import allowed, require
from privacy import actions
from privacy.models import PersonalExport
from synthesis.models import JobState
from synthesis.views.jobs import fragment, tell_that_it_is_kept


@login_required
@require_POST
@limited("personal_export")
def ask(request: HttpRequest) -> HttpResponse:
    require(request.user, "privacy.export", request.user)
    try:
        export = actions.request_export(request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("my_data")
    tell_that_it_is_kept(request, export)
    return redirect(export)


@login_required
@never_cache
def export(request: HttpRequest, token: UUID) -> HttpResponse:
    """How far it is, and where to fetch it once it is there."""
    found = _own(request, token)
    return fragment(request, "privacy/export.html", {"export": found}, job=found)


@login_required
@require_POST
@limited("personal_export")
def retry(request: HttpRequest, token: UUID) -> HttpResponse:
    found = _own(request, token)
    actions.retry(found)
    return redirect(found)


@never_cache
def file(request: HttpRequest, token: UUID) -> HttpResponse:
    """The ZIP. 404 for anybody but its owner, signed out too: the address alone opens nothing."""
    found = _own(request, token)
    if found.state != JobState.DONE:
        raise Http404
    return handed_over(request, found, name=found.file_name, content_type="application/zip")


def _own(request: HttpRequest, token: UUID) -> PersonalExport:
    found = get_object_or_404(PersonalExport, token=token)
    if not allowed(request.user, "privacy.fetch", found):
        raise Http404
    return found
