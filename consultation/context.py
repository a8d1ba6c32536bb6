"""What every template may rely on."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from consultation.permissions import roles_of

LONGEST = 500  # characters of an address to come back to


def site(request: HttpRequest) -> dict:
    """The site's name, the consultation of the page (None elsewhere) and the person's roles in it."""
    consultation = getattr(request, "consultation", None)
    user = getattr(request, "user", None)
    roles = roles_of(user, consultation) if consultation and user else frozenset()
    return {"site_name": settings.SITE_NAME, "consultation": consultation, "roles": roles, "then": then(request)}


def then(request: HttpRequest) -> str:
    """What a link for signing in says after its address so that one comes back to this page: "?next=…", or "".

    Only a page that was asked for by GET is one to come back to; from a page for signing in, the one that it leads to.
    A page that is kept for everybody is kept under its whole address (`debates.keeping`), which is all that this holds.
    """
    if request.method not in ("GET", "HEAD") or not hasattr(request, "user"):  # refused before anybody was known
        return ""
    page = "" if _waits_for_somebody(request) else request.get_full_path()
    if page.startswith(reverse("account_login").removesuffix("login/")):
        page = request.GET.get("next", "")
    return f"?{urlencode({'next': page})}" if 1 < len(page) <= LONGEST else ""


def _waits_for_somebody(request: HttpRequest) -> bool:
    """Whether this page would give a text sent from this browser back to whoever signs in for it.

    Only the way of signing in that was asked for then may do so (`consultation.accounts.Adapter.post_login`).
    """
    if request.user.is_authenticated or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    return request.session.get("unsent", {}).get("path") == request.path
