"""The pages of the site itself."""

import sys

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.defaults import server_error

from consultation import api_errors, away, profile, second_factor

A_YEAR = 365 * 24 * 3600


@csrf_exempt  # at worst somebody reads another language; and a reader without an account has no cookie to check it with
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language a reader chose, and go back to the page he was on."""
    back = request.POST.get("next", "/")
    if not (back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)):
        back = "/"  # only a path of this site: `redirect` would take another word for the name of a page
    response = redirect(back)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            profile.speak(request.user, language)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=A_YEAR, samesite="Lax", secure=request.is_secure()
        )
    return response


def refused(request: HttpRequest, exception=None) -> HttpResponse:
    """403: what is asked is not for this person, or not now; or not until she protects her account."""
    if hasattr(request, "user") and second_factor.is_wanted(request.user):
        return _protect(request)
    return render(request, "403.html", status=403)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, unless it is only for want of a second factor that staff does not see it."""
    if hasattr(request, "user") and second_factor.is_wanted(request.user) and not request.path.startswith("/api/"):
        return _protect(request)
    return api_errors.missing(request, exception)


def failed(request: HttpRequest) -> HttpResponse:
    """500, or 503 when it is the database that does not answer."""
    return away.answer(request) if away.is_away(sys.exc_info()[1]) else server_error(request)


def _protect(request: HttpRequest) -> HttpResponse:
    """What protects an account, and how to set it up; one is then led back to the page that was asked for."""
    if request.method == "GET":
        second_factor.keep_way_back(request, request.get_full_path())
    return render(request, "account/protect.html", status=403)
