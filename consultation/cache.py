"""A cache that may be away: Redis holds nothing that matters, so its absence never refuses anybody a page."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as Slow

logger = logging.getLogger(__name__)
AWAY_FOR = 5  # seconds during which a Redis that let somebody wait is not asked again

_away_until = 0.0


def _or(answer: Callable[[tuple, dict], Any]) -> Callable:
    """Let the method give `answer(args, kwargs)` when Redis does not answer.

    One that hangs is asked again after AWAY_FOR only: a page that asks it five times does not wait five times.
    """

    def decorate(method: Callable) -> Callable:
        def guarded(self, *args, **kwargs):
            global _away_until
            if time.monotonic() < _away_until:
                return answer(args, kwargs)
            try:
                return method(self, *args, **kwargs)
            except RedisError as error:
                if isinstance(error, Slow):
                    _away_until = time.monotonic() + AWAY_FOR
                logger.warning("cache away (%s): %s", method.__name__, error)
                return answer(args, kwargs)

        return guarded

    return decorate


def _default(args: tuple, kwargs: dict) -> Any:
    return args[1] if len(args) > 1 else kwargs.get("default")


class ForgivingRedisCache(RedisCache):
    """Redis, or as if it were empty: nothing is found, every `add` succeeds, so a limit kept here lets people through.

    docs/decisions/limits-without-redis.md says why, and what still protects passwords and codes then.
    """

    add = _or(lambda args, kwargs: True)(RedisCache.add)
    get = _or(_default)(RedisCache.get)
    set = _or(lambda args, kwargs: None)(RedisCache.set)
    touch = _or(lambda args, kwargs: False)(RedisCache.touch)
    delete = _or(lambda args, kwargs: False)(RedisCache.delete)
    get_many = _or(lambda args, kwargs: {})(RedisCache.get_many)
    has_key = _or(lambda args, kwargs: False)(RedisCache.has_key)
    set_many = _or(lambda args, kwargs: [])(RedisCache.set_many)
    delete_many = _or(lambda args, kwargs: None)(RedisCache.delete_many)
