"""What is the same for everybody, kept in the memory of the process until its fingerprint changes.

A page is kept whole for readers who are not signed in; lists are kept for everybody whose own texts are not in them.
The key of each is its fingerprint (`debates.prints`), so what a moderator hides is gone with the commit. Pages with
figures that are not in their fingerprint are kept for a `MOMENT`, all others for `LONG`. What several readers ask for
at once is made by one of them while the others wait.
"""

import gzip
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any
from weakref import WeakValueDictionary

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from consultation import caching

MOMENT, LONG = 10.0, 600.0  # seconds


class Memory:
    """The things used last, up to so many bytes; safe between threads."""

    def __init__(self, most: int):
        self.most, self.used, self.lock = most, 0, Lock()
        self.things: OrderedDict[Hashable, tuple[float, int, Any]] = OrderedDict()
        self.making: WeakValueDictionary[Hashable, Lock] = WeakValueDictionary()

    def get(self, key: Hashable) -> Any:
        """What was kept, while its time is not over; else None."""
        with self.lock:
            found = self.things.get(key)
            if found is None or self._is_stale(key):
                return None
            self.things.move_to_end(key)
            return found[2]

    def keep(self, key: Hashable, thing: Any, size: int, seconds: float = LONG) -> None:
        """For so many seconds at most, in the place of what was used least of late."""
        with self.lock:
            self._drop(key)
            self.things[key], self.used = (time.monotonic() + seconds, size, thing), self.used + size
            while self.things and (self.used > self.most or self._is_stale(next(iter(self.things)))):
                self._drop(next(iter(self.things)))

    def being_made(self, key: Hashable) -> Lock:
        """Held by whoever makes this thing; gone with the last who waits for it."""
        with self.lock:
            return self.making.setdefault(key, Lock())

    def _is_stale(self, key: Hashable) -> bool:
        return time.monotonic() > self.things[key][0]

    def _drop(self, key: Hashable) -> None:
        found = self.things.pop(key, None)
        self.used -= found[1] if found else 0


_memory = Memory(settings.KEPT_PAGES_MB * 1_000_000)


def is_anybody(request: HttpRequest) -> bool:
    """Whether nothing of this request tells one reader from another."""
    cookies = request.COOKIES
    return not (request.htmx or settings.SESSION_COOKIE_NAME in cookies or "messages" in cookies)


def page(request: HttpRequest, of: str, make: Callable[[], HttpResponse], seconds: float = LONG) -> HttpResponse:
    """The page kept under this fingerprint for a reader like this one, or the one that `make` makes."""
    key = (request.get_host(), request.get_full_path(), get_language(), of)
    if kept := _memory.get(key):
        return _answer(request, *kept)
    with _memory.being_made(key):
        if kept := _memory.get(key):
            return _answer(request, *kept)
        response = make()
        if _is_for_one(request, response):
            return response
        kept = (gzip.compress(response.content, 6, mtime=0), caching.etag(response.content))
        _memory.keep(key, kept, sum(map(len, kept)), seconds)
    return _answer(request, *kept)


def only_if(response: HttpResponse, may_be_kept: bool) -> None:
    """Say of a page that was just made whether its fingerprint covers all that it shows; unsaid, it does."""
    response.may_be_kept = may_be_kept


def _is_for_one(request: HttpRequest, response: HttpResponse) -> bool:
    is_personal = request.META.get("CSRF_COOKIE_NEEDS_UPDATE") or response.cookies
    return bool(response.status_code != 200 or is_personal or not getattr(response, "may_be_kept", True))


def _answer(request: HttpRequest, packed: bytes, etag: str) -> HttpResponse:
    """Compressed once for all: there is no secret in it that its length could tell."""
    takes_gzip = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    response = HttpResponse(packed if takes_gzip else gzip.decompress(packed))
    if takes_gzip:
        response.headers["Content-Encoding"] = "gzip"
    response["ETag"] = etag
    return response


def part(name: Hashable, of: str, make: Callable[[], Any]) -> Any:
    """What `make` gives for this list, kept under this fingerprint in the reader's language."""
    key = (name, get_language(), of)
    kept = _memory.get(key)
    if kept is None:
        with _memory.being_made(key):
            kept = _memory.get(key)
            if kept is None:
                kept = make()
                _memory.keep(key, kept, sum(len(piece) for piece in kept if isinstance(piece, str)) * 2)
    return kept
