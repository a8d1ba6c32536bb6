"""What may be kept of each answer, by whom, and how it is asked whether it still holds (docs/decisions/http-caches.md).

Three kinds. *Shared*: a public page for a reader of whom nothing is known; every cache may keep it and asks each time,
by its ETag, whether it still holds. *Own*: anything else that was asked for; the browser of this reader alone.
*Not kept*: refusals, faults, and the pages of an account.
"""

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from consultation import public

OWN = "private, no-cache"
NOT_KEPT = "private, no-store"
READING = ("GET", "HEAD")
OF_AN_ACCOUNT = ("/mon-espace/", "/comptes/", f"/{settings.ADMIN_PATH}/")
APART = ("Accept-Encoding", "Cookie", "HX-Request")  # what an answer depends on beside its address
FOR_PROGRAMS = "/api/"  # where no cookie is read: an answer depends on the key alone, as it says itself


class CachingMiddleware:
    """Says on each answer what caches may do with it; 304 for who already has this very page.

    It stands outside sessions, messages and forms, so that it sees each cookie an answer would set, and inside what
    compresses, so that nothing is compressed for a 304. A view that said "private" or "no-store" is obeyed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_vary_headers(response, APART[:1] if request.path.startswith(FOR_PROGRAMS) else APART)
        if _is_for_anybody(request, response):
            return _shared(request, response)
        said = response.headers.get("Cache-Control", "")
        if said in ("", "no-cache") or (response.cookies and "no-store" not in said):
            response["Cache-Control"] = NOT_KEPT if _is_kept_by_nobody(request, response) else OWN
        return response


def etag(content: bytes) -> str:
    """Of a page, compressed or not: weak, as it is the same page both ways."""
    return f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'


def knows_nothing_of(request: HttpRequest) -> bool:
    """Whether nothing in this request tells one reader from another, not even a language that was chosen."""
    ours = (
        settings.SESSION_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
        settings.LANGUAGE_COOKIE_NAME,
        "messages",
    )
    headers = request.headers
    return not ("HX-Request" in headers or "Authorization" in headers or any(name in request.COOKIES for name in ours))


def _is_for_anybody(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether this is the page that everybody gets at this address: 200, registered as public, without a cookie."""
    found = getattr(request, "resolver_match", None)
    said = response.headers.get("Cache-Control", "")
    return (
        found is not None
        and request.method in READING
        and response.status_code == 200
        and public.is_shared(found.view_name)
        and not (response.streaming or response.cookies or "private" in said or "no-store" in said)
        and knows_nothing_of(request)
    )


def _shared(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    seconds = settings.CDN_SECONDS
    told = f"public, max-age=0, must-revalidate, s-maxage={seconds}" if seconds else "public, no-cache"
    response["Cache-Control"] = told
    if not response.has_header("ETag"):
        response["ETag"] = etag(response.content)
    return get_conditional_response(request, etag=response["ETag"], response=response)


def _is_kept_by_nobody(request: HttpRequest, response: HttpResponse) -> bool:
    is_refused = response.status_code >= 400 and request.method in READING
    return is_refused or response.status_code >= 500 or request.path.startswith(OF_AN_ACCOUNT)
