"""How often somebody may ask for something that costs: counted in the cache, which lets people through while it is away
(docs/decisions/limits-without-redis.md)."""

from collections.abc import Callable
from functools import wraps

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

RATES = {  # action -> how many POST requests a minute, of a person or, signed out, of an address
    "write": ("30/m", "240/m"),  # posting, answering, changing, withdrawing; as many as by the API
    "react": ("60/m", "60/m"),
    "export": ("20/m", "20/m"),
    "preview": ("60/m", "180/m"),
    "draft": ("60/m", "60/m"),
    "unsent": ("60/m", "60/m"),  # texts that the session of somebody signed out keeps while he signs in
    "follow": ("60/m", "60/m"),
    "report": ("20/m", "20/m"),
    "appeal": ("20/m", "20/m"),  # and its answer
    "provider": ("20/m", "60/m"),
    "search": ("60/m", "240/m"),  # reading counts too for these two
    "similar": ("40/m", "160/m"),
    "verify": ("6/m", "12/m"),  # an archive that somebody sends
    "personal_export": ("10/h", "10/h"),
    "leave": ("10/h", "10/h"),
}


def is_within(request: HttpRequest, action: str, reads: bool = False) -> bool:
    """Whether this request may be answered; it counts as one, a GET only where `reads` says so."""
    of_person, of_address = RATES[action]
    rate = f"{of_person}/user" if request.user.is_authenticated else f"{of_address}/ip"
    config = {action: rate}
    return ratelimit.consume(request, app="consultation", action=action, config=config, limit_get=reads) is not None


def limited(action: str, reads: bool = False) -> Callable:
    """Answer 429 to whoever asks too often."""

    def guard(view: Callable) -> Callable:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if is_within(request, action, reads):
                return view(request, *args, **kwargs)
            return render(request, "429.html", status=429)

        return guarded

    return guard
