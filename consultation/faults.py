"""Faults told to Sentry, where SENTRY_DSN says: what broke and where, nothing about who met it."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from consultation.tracing import request_number

PERSONAL = ("cookies", "data", "env", "headers", "query_string")  # of the request


def report_to(dsn: str, release: str = "") -> None:
    """From now on each unhandled failure of this process is sent there."""
    import sentry_sdk

    sentry_sdk.init(
        dsn=dsn,
        release=release or None,
        include_local_variables=False,  # they hold texts and addresses
        max_request_body_size="never",
        max_breadcrumbs=0,
        before_send=without_people,
    )


def without_people(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """The event with the number of its request, and without what says or may say who asked."""
    event.pop("user", None)
    request = event.get("request", {})
    for name in PERSONAL:
        request.pop(name, None)
    if "url" in request:
        request["url"] = urlunsplit((*urlsplit(request["url"])[:2], "", "", ""))
    event.setdefault("tags", {})["request"] = request_number.get()
    return event
