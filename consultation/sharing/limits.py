"""How many pages may be sent: counted in Redis, and nothing is sent while that cannot be counted.

Elsewhere a limit lets people through when Redis is away; here it does not, for this form writes to people who asked
for nothing (docs/decisions/sharing-by-mail.md).
"""

import time
from dataclasses import dataclass

from django.core.cache import caches
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError


@dataclass(frozen=True)
class Limit:
    """At most `most` mails in `seconds`, for each `whose`: a sender, a recipient, or the whole site."""

    whose: str
    most: int
    seconds: int


LIMITS = (
    Limit("sender", 5, 600),
    Limit("sender", 20, 86_400),
    Limit("recipient", 3, 86_400),
    Limit("site", 500, 3_600),
)


class TooMany(Exception):
    """A limit is reached; `wait` seconds bring the next mail."""

    def __init__(self, wait: int):
        super().__init__(wait)
        self.wait = wait


class Uncounted(Exception):
    """Redis is away."""


def count(*, sender: str, recipient: str) -> None:
    """Count one mail; raises TooMany, or Uncounted.

    Names are counted under a keyed digest, which is forgotten with its window: nobody reads an address back from it.
    """
    named = {"sender": sender, "recipient": recipient.casefold(), "site": ""}
    try:
        waits = [_wait(limit, named[limit.whose]) for limit in LIMITS]
    except RedisError as error:
        raise Uncounted from error
    if any(waits):
        raise TooMany(max(waits))


def _wait(limit: Limit, name: str) -> int:
    """Count in the window of now; seconds until the next one when this one is full, else 0."""
    window, past = divmod(int(time.time()), limit.seconds)
    digest = salted_hmac("sharing", f"{limit.whose}:{limit.seconds}:{window}:{name}", algorithm="sha256").hexdigest()
    store = caches["default"]
    store.add(f"sharing:{digest}", 0, timeout=limit.seconds)
    try:
        counted = store.incr(f"sharing:{digest}")
    except ValueError:  # the window ended between the two, or Redis was emptied
        return 0
    return limit.seconds - past if counted > limit.most else 0
