"""How often the page of each contribution was opened: what gives the least seen their turn.

Opening a page writes nothing to PostgreSQL: it counts in Redis, which may be away or lose it. Now and then
`gather` brings what was counted to the rows. docs/decisions/least-seen.md has the rule and its reasons.
"""

import logging
import time
from functools import cache

from django.conf import settings
from django.db import connection, transaction
from redis import Redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

COUNTED, TAKEN = "seen:counted", "seen:taken"  # hashes: a contribution -> times it was opened
BATCH = 1000  # rows of one transaction
AWAY_FOR = 10  # seconds during which a Redis that did not answer is not asked again

_away_until = 0.0


@cache
def _redis() -> Redis:
    return Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1, decode_responses=True)


def count(pk: int) -> None:
    """Count that the page of a contribution was opened. Never fails: without Redis nothing is counted."""
    global _away_until
    if time.monotonic() < _away_until:
        return
    try:
        _redis().hincrby(COUNTED, str(pk), 1)
    except RedisError as error:
        _away_until = time.monotonic() + AWAY_FOR
        logger.warning("pages opened are not counted: %s", error)


def gather() -> int:
    """Add what was counted to the rows, and draw each of them a new turn; the number of contributions seen.

    Touches those rows only, BATCH at a time, one gatherer at a time. What a crash interrupts is taken up by the next
    one, which may then count a batch twice: it is an order of reading, not a figure that anybody is told.
    """
    redis, gathered = _redis(), 0
    lock = redis.lock("seen:gathering", timeout=300, blocking=False, raise_on_release_error=False)
    if not lock.acquire():
        return 0
    try:
        if not redis.exists(TAKEN) and redis.exists(COUNTED):
            redis.rename(COUNTED, TAKEN)
        while taken := _some(redis):
            gathered += _added(taken)
            redis.hdel(TAKEN, *taken)
            lock.reacquire()
    finally:
        lock.release()
    return gathered


def _some(redis: Redis) -> dict[int, int]:
    """About BATCH of what was taken; {} at the end."""
    position, found = redis.hscan(TAKEN, count=BATCH)
    while position and not found:
        position, found = redis.hscan(TAKEN, cursor=position, count=BATCH)
    return {int(pk): int(times) for pk, times in found.items()}


@transaction.atomic
def _added(opened: dict[int, int]) -> int:
    """The turn is the number of times seen and a lot: the less seen first, chance among equals."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [list(opened)])
        cursor.execute(_ADD, [list(opened), list(opened.values())])
        return cursor.rowcount


# In the order of their identifiers, as the acts hold them, so that none waits crosswise.
_HOLD = "SELECT id FROM debates_contribution WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
_ADD = """
UPDATE debates_contribution c
SET seen_count = c.seen_count + n.times, turn = c.seen_count + n.times + random()
FROM unnest(%s::bigint[], %s::int[]) AS n(id, times) WHERE n.id = c.id
"""
