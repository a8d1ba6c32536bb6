"""Hand a file over to somebody who may have it."""

import logging

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from consultation.files.kept import Away, KeptFile

log = logging.getLogger(__name__)
RETRY_AFTER = 30  # seconds


def handed_over(request: HttpRequest, row: KeptFile, *, name: str, content_type: str) -> HttpResponse:
    """The file as an attachment, streamed from wherever it lies; the caller has asked permission.

    503 that says so, and when to ask again, while the place of its bytes is away.
    """
    try:
        data = row.data()
    except Away as error:
        log.warning("%s %s not handed over: %s", row._meta.label, row.pk, error)
        response = render(request, "files_away.html", status=503)
        response["Retry-After"] = str(RETRY_AFTER)
        response["Cache-Control"] = "no-store"
        return response
    response = StreamingHttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Length"] = row.size
    response["X-Content-Type-Options"] = "nosniff"
    return response
