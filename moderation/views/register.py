"""The register of the moderation, for everybody."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from consultation import audit
from consultation.spreadsheets import csv_lines
from debates.views.common import consultation_of
from moderation import register_table
from moderation.register import register_of

WEEKS = 26  # of the page, the last ones; the table has them all


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """What the moderation decided and why, how long it took, what was reported and contested."""
    consultation = consultation_of(request, slug)
    register = register_of(consultation)
    upheld = register.whole.upheld_share
    context = {
        "section": "debate",
        "register": register,
        "whole": register_table.shown(register.whole),
        "weeks": [register_table.shown(week) for week in reversed(register.weeks[-WEEKS:])],
        "is_cut": len(register.weeks) > WEEKS,
        "percent_upheld": None if upheld is None else round(100 * upheld),
        "head": audit.head(),
    }
    return render(request, "moderation/register.html", context)


@require_safe
def table(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The same as CSV, week by week then in total, in the language of the consultation."""
    consultation = consultation_of(request, slug)
    with translation.override(consultation.language):
        rows = list(register_table.table(register_of(consultation)))
    response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"registre-{slug}.csv")
    return response
