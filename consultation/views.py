"""The pages of the site itself."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

A_YEAR = 365 * 24 * 3600


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "site/accessibility.html")


def legal(request: HttpRequest) -> HttpResponse:
    return render(request, "site/legal.html")


def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "site/privacy.html")


@csrf_exempt  # harmless, and a reader without an account has no cookie to check it with
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language a reader chose, and go back to the page he was on."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = redirect(back)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=A_YEAR, samesite="Lax", secure=request.is_secure()
        )
    return response


def refused(request: HttpRequest, exception=None) -> HttpResponse:
    """403: what is asked is not for this person, or not now."""
    return render(request, "403.html", status=403)
