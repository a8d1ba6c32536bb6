"""/healthz and /readyz: does this process live, and can it serve, before any other middleware."""

from collections.abc import Callable

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from consultation import serving


class HealthMiddleware:
    """Answers the two addresses itself, whatever the host asked for, over plain HTTP too.

    /healthz: 200 as soon as the process answers; whoever restarts dead processes asks it. /readyz: 200 when PostgreSQL
    answers this process, 503 otherwise and once the server was told to stop; whoever sends readers to processes asks
    it. A process that lives and is not ready must not be restarted: it serves again by itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = ANSWERS.get(request.path)
        if not answer:
            return self.get_response(request)
        response = answer()
        response["Cache-Control"] = "no-store"
        return response


def alive() -> JsonResponse:
    return JsonResponse({"status": "ok"})


def ready() -> JsonResponse:
    if serving.is_stopping():
        return JsonResponse({"status": "stopping"}, status=503)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return JsonResponse({"status": "unavailable", "database": False}, status=503)
    return JsonResponse({"status": "ok", "database": True})


ANSWERS = {"/healthz": alive, "/readyz": ready}
