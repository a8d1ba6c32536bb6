"""A page that fails, on the handlers of the site."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from consultation.urls import handler403, handler404, handler500, urlpatterns

__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]


def fails(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [path("", fails), *urlpatterns]
