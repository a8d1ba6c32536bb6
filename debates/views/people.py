"""The public page of a participant."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from debates.participants import participant, texts_of
from debates.views.common import consultation_of


def person(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """What somebody said in this consultation; quality and commune only as that person shares them today."""
    consultation = consultation_of(request, slug)
    person = participant(consultation, public_id)
    page = texts_of(consultation, person, after=request.GET.get("apres", ""))
    part = "#page" if request.htmx and request.GET.get("apres") else ""
    return render(request, f"debates/participant.html{part}", {"section": "debate", "person": person, "page": page})
