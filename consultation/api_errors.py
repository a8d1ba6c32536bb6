"""What the API answers when it does not do what it was asked: JSON with the reason, in our words."""

from typing import Any

from django.core.exceptions import PermissionDenied as NotAllowed
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.defaults import page_not_found
from rest_framework import exceptions, status
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.views import exception_handler

NOTHING = gettext_noop("Il n’y a rien ici que vous puissiez lire.")


class Conflict(APIException):
    """409: it was possible, and is not any more."""

    status_code = status.HTTP_409_CONFLICT


class Unprocessable(APIException):
    """422: understood and refused, field by field, in the words of the pages."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY

    def __init__(self, errors: dict[str, list[str]]):
        super().__init__()
        self.detail = errors


class TooLarge(APIException):
    """413: more than any text may weigh."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = gettext_lazy("C’est plus lourd qu’aucun texte : raccourcissez-le.")


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: in JSON where programs ask, the page elsewhere."""
    if request.path.startswith("/api/v1/"):
        return JsonResponse({"detail": _(NOTHING)}, status=404)
    return page_not_found(request, exception)


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """The framework's answer, its own sentences put in ours; None for what is no refusal but a fault."""
    response = exception_handler(error, context)
    words = _words(error)
    if response is not None and words:
        response.data = {"detail": words}
    return response


def _words(error: Exception) -> str:
    if isinstance(error, Http404 | exceptions.NotFound):
        return _(NOTHING)
    if isinstance(error, NotAllowed):
        return _("Ce n’est pas possible ici, ou pas aujourd’hui.")
    if isinstance(error, exceptions.NotAuthenticated):
        return _("Écrire demande une clé d’accès, dans l’en-tête « Authorization: Bearer … ».")
    if isinstance(error, exceptions.MethodNotAllowed):
        return _("Cette adresse ne fait pas cela : voyez l’en-tête « Allow ».")
    if isinstance(error, exceptions.UnsupportedMediaType):
        return _("Envoyez du JSON : « Content-Type: application/json ».")
    if isinstance(error, exceptions.Throttled):
        return _("Trop de demandes à la suite. Attendez %(seconds)s s, puis recommencez.") % {
            "seconds": int(error.wait or 0) + 1
        }
    return ""
