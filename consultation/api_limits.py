"""How often the API may be asked: by address for reading, by person for writing. Without Redis nobody is refused
(docs/decisions/limits-without-redis.md)."""

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle


class ReadingThrottle(SimpleRateThrottle):
    """Of an address, read as every other limit reads it (NUM_PROXIES)."""

    scope = "api-read"
    rate = "600/min"

    def get_cache_key(self, request: Request, view) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


class SearchThrottle(ReadingThrottle):
    """As on the page of the search, which costs the same."""

    scope = "api-search"
    rate = "240/min"


class WritingThrottle(SimpleRateThrottle):
    """Of a person, whatever the number of keys."""

    scope = "api-write"
    rate = "30/min"

    def get_cache_key(self, request: Request, view) -> str:
        return self.cache_format % {"scope": self.scope, "ident": request.user.pk}
