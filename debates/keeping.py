"""What is the same for everybody, kept in the memory of the process until its fingerprint changes.

A page is kept whole for readers who are not signed in; lists are kept for everybody whose own texts are not in them.
The key of each is its fingerprint (`debates.prints`), so what a moderator hides is gone with the commit. The rest of a
page (its head and foot) is at most FRESH seconds old.
"""

import gzip
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from consultation import caching

FRESH = 10.0  # seconds


class Memory:
    """The things used last, up to so many bytes, none for long after it is stale; safe between threads."""

    def __init__(self, most: int):
        self.most, self.used, self.lock = most, 0, Lock()
        self.things: OrderedDict[Hashable, tuple[float, int, Any]] = OrderedDict()

    def get(self, key: Hashable) -> Any:
        """What was kept less than FRESH seconds ago, or None."""
        with self.lock:
            found = self.things.get(key)
            if found is None or self._is_stale(key):
                return None
            self.things.move_to_end(key)
            return found[2]

    def keep(self, key: Hashable, thing: Any, size: int) -> None:
        with self.lock:
            self._drop(key)
            self.things[key], self.used = (time.monotonic(), size, thing), self.used + size
            while self.things and (self.used > self.most or self._is_stale(next(iter(self.things)))):
                self._drop(next(iter(self.things)))

    def _is_stale(self, key: Hashable) -> bool:
        return time.monotonic() - self.things[key][0] > FRESH

    def _drop(self, key: Hashable) -> None:
        found = self.things.pop(key, None)
        self.used -= found[1] if found else 0


_memory = Memory(settings.KEPT_PAGES_MB * 1_000_000)


def is_anybody(request: HttpRequest) -> bool:
    """Whether nothing of this request tells one reader from another."""
    cookies = request.COOKIES
    return not (request.htmx or settings.SESSION_COOKIE_NAME in cookies or "messages" in cookies)


def page(request: HttpRequest, of: str, make: Callable[[], HttpResponse]) -> HttpResponse:
    """The page kept under this fingerprint for a reader like this one, or the one that `make` makes."""
    key = (request.get_host(), request.get_full_path(), get_language(), of)
    kept = _memory.get(key)
    if kept is None:
        response = make()
        if _is_for_one(request, response):
            return response
        kept = (response.content, gzip.compress(response.content, 6, mtime=0), caching.etag(response.content))
        _memory.keep(key, kept, sum(map(len, kept)))
    return _answer(request, *kept)


def only_if(response: HttpResponse, may_be_kept: bool) -> None:
    """Say of a page that was just made whether its fingerprint covers all that it shows; unsaid, it does."""
    response.may_be_kept = may_be_kept


def _is_for_one(request: HttpRequest, response: HttpResponse) -> bool:
    is_personal = request.META.get("CSRF_COOKIE_NEEDS_UPDATE") or response.cookies
    return bool(response.status_code != 200 or is_personal or not getattr(response, "may_be_kept", True))


def _answer(request: HttpRequest, plain: bytes, packed: bytes, etag: str) -> HttpResponse:
    """Compressed once for all: there is no secret in it that its length could tell."""
    takes_gzip = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    response = HttpResponse(packed if takes_gzip else plain)
    if takes_gzip:
        response.headers["Content-Encoding"] = "gzip"
    response["ETag"] = etag
    return response


def part(name: Hashable, of: str, make: Callable[[], Any]) -> Any:
    """What `make` gives for this list, kept under this fingerprint in the reader's language."""
    key = (name, get_language(), of)
    kept = _memory.get(key)
    if kept is None:
        kept = make()
        _memory.keep(key, kept, sum(len(piece) for piece in kept if isinstance(piece, str)) * 2)
    return kept
