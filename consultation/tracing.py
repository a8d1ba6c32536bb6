"""Logs that machines read: one line of JSON an event, with the number of the request, and nothing about the person.

An address is told by its pattern (`/<slug:slug>/participants/<uuid:public_id>/`): what it leads to, what was searched,
the token of an invitation and who asked are not in it.
"""

import logging
import re
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db.backends.signals import connection_created
from django.http import HttpRequest, HttpResponse

access = logging.getLogger("consultation.access")
slow = logging.getLogger("consultation.slow")
request_number: ContextVar[str] = ContextVar("request_number", default="")

GIVEN = re.compile(r"[A-Za-z0-9_-]{8,64}")


class RequestNumberMiddleware:
    """Each request has a number: the one the proxy gave, where there is one, else one of ours. The answer says it.

    Its line is written at INFO: method, pattern of the address, status, milliseconds.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "") if settings.SECURE_PROXY_SSL_HEADER else ""
        number = given if GIVEN.fullmatch(given) else uuid4().hex
        token, began = request_number.set(number), time.perf_counter()
        try:
            response = self.get_response(request)
            facts = {"method": request.method, "route": route_of(request), "status": response.status_code}
            access.info("request", extra=facts | {"ms": round(1000 * (time.perf_counter() - began), 1)})
        finally:
            request_number.reset(token)
        response["X-Request-ID"] = number
        return response


def route_of(request: HttpRequest) -> str:
    """The pattern of the address that was asked for; "" for none of ours."""
    found = getattr(request, "resolver_match", None)
    return f"/{found.route}" if found else ""


class NumberFilter(logging.Filter):
    """Every line says in which request it was written."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request = request_number.get()
        return True


def _watch(execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
    """A query that takes longer than SLOW_QUERY_MS is told, without its values, which may be anybody's words."""
    began = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        took = 1000 * (time.perf_counter() - began)
        if took >= settings.SLOW_QUERY_MS:
            slow.warning("slow query", extra={"ms": round(took), "sql": str(sql)[:2000]})


def watch_queries(connection, **_signal: Any) -> None:
    if settings.SLOW_QUERY_MS and _watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(_watch)


def begin() -> None:
    """From now on each connection to PostgreSQL is watched."""
    connection_created.connect(watch_queries, dispatch_uid="slow queries")
