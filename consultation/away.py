"""While PostgreSQL does not answer: 503, with a way to send the same form again once it does."""

from collections.abc import Iterator

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

RETRY_AFTER = 5  # seconds, about what a restart takes
SECRET = ("password", "code", "token", "secret")  # parts of names of fields that no page writes again
READ = ("title", "body")  # what somebody wrote at length, shown as such; the rest goes along unseen


def is_away(error: BaseException | None) -> bool:
    """Whether this failure comes of a database that cannot be reached, restarts, or has no place left for us."""
    return any(isinstance(each, OperationalError | InterfaceError) or _is_cut(each) for each in _chain(error))


def _is_cut(error: BaseException) -> bool:
    """A link that broke within a query: psycopg2 may raise its plain DatabaseError, and PostgreSQL gave it no code."""
    return type(error) is DatabaseError and getattr(error.__cause__, "pgcode", "") is None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def answer(request: HttpRequest) -> HttpResponse:
    """503 that asks nothing of the database. Nothing was accepted; a form comes back with all that was in it.

    Its key comes back too, so that what was kept after all, its answer lost, is not posted twice.
    """
    if request.path.startswith("/api/"):
        words = _("Le service est interrompu un instant : envoyez la même demande dans quelques secondes.")
        response = JsonResponse({"detail": words}, status=503)
    else:
        again = {"again": _sent(request), "path": request.get_full_path(), "csrf": get_token(request)}
        response = HttpResponse(render_to_string("503.html", again), status=503)  # without what asks who is reading
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response


def _sent(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """(name, value, is it read) of each field of the form that was sent; none where one of them is a secret."""
    if request.method != "POST" or request.FILES or any(_is_secret(name) for name in request.POST):
        return []
    fields = ((name, value) for name, values in request.POST.lists() for value in values)
    return [(name, value, name in READ) for name, value in fields if name != "csrfmiddlewaretoken"]


def _is_secret(name: str) -> bool:
    return name != "csrfmiddlewaretoken" and any(part in name.lower() for part in SECRET)
