"""The pictures of a page: drawing them takes a second, so what was drawn once is kept in the cache."""

import hashlib
import json
from typing import Any

from django.core.cache import cache
from django.utils.translation import get_language

from synthesis import charts

KEPT = 7 * 24 * 3600  # seconds


def pictures(figures: dict[str, Any]) -> list[charts.Picture]:
    """The pictures of participation figures, in the language of the page; none without figures."""
    if not figures:
        return []
    told = json.dumps([get_language(), figures], sort_keys=True)
    key = f"pictures:{hashlib.sha256(told.encode()).hexdigest()}"
    drawn = cache.get(key)
    if drawn is None:
        drawn = charts.pictures(figures)
        cache.set(key, drawn, KEPT)
    return drawn
