"""How each part of the platform is, for those who operate it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from administration.doctor import examine
from consultation.permissions import require


@login_required
def doctor(request: HttpRequest) -> HttpResponse:
    """Examined anew at each request: some seconds where a part does not answer."""
    require(request.user, "administration.see_health", None)
    response = render(request, "administration/doctor.html", {"findings": examine(), "at": timezone.now()})
    response["Cache-Control"] = "no-store"
    return response
