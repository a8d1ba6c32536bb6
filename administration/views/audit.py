"""The record of acts, to be read by the administrators of the consultation."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from administration import record
from administration.views.common import administered
from consultation import audit, cursor
from consultation.audit.words import OF_A_CONSULTATION
from consultation.models import Consultation, User

PAGE = 50  # entries of a page
MOST = 200  # people of the team that the filter names


@administered
def log(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Who did what in this consultation, newest first, by act, person and day."""
    asked = record.filters_of(request.GET.dict())
    rows = record.entries(consultation, asked)
    page = cursor.page(rows, key="at", size=PAGE, after=request.GET.get("apres", ""))
    kept = {"acte": asked.act, "personne": asked.person and asked.person.public_id, "jour": asked.day}
    context = {
        "asked": asked,
        "groups": [(str(group), list(acts.items())) for group, acts in OF_A_CONSULTATION],
        "people": _people(consultation, asked.person),
        "lines": record.lines(consultation, page.rows),
        "older": urlencode({name: value for name, value in {**kept, "apres": page.next}.items() if value}),
        "next": page.next,
        "is_further": bool(request.GET.get("apres")),
        "head": audit.head(),
    }
    return render(request, "administration/log.html", context)


def _people(consultation: Consultation, asked: User | None) -> list[User]:
    """Whom the filter offers: the team, and the person it is set to."""
    team = list(User.objects.filter(memberships__consultation=consultation).distinct().order_by("name", "pk")[:MOST])
    return team if asked is None or asked in team else [*team, asked]
