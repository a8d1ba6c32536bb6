"""Dates as exports write them."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
_EPOCH = re.compile(r"(\d{9,11})(?:\.\d+)?|\d{12,14}", re.ASCII)
_SPACED_ZONE = re.compile(r"\s+(?=(?:[+-]\d{2}:?\d{2}|Z)$)|\s+(?:UTC|GMT)$")
YEARS = range(1970, 2101)


def moment(value: str) -> datetime | None:
    """The moment a date tells; None for an empty one. Raises ValueError when it cannot be read.

    ISO 8601 (the space before the zone that Ruby writes included), a bare date, epoch seconds (9 to 11 digits) or
    milliseconds (12 to 14). What has no zone is the time of Paris. Years 1970 to 2100: anything else is a mistake.
    """
    value = value.strip()
    if not value:
        return None
    at = _epoch(value) if _EPOCH.fullmatch(value) else _iso(value)
    if at.year not in YEARS:
        raise ValueError(value)
    return at


def _epoch(value: str) -> datetime:
    seconds = float(value)
    try:
        return datetime.fromtimestamp(seconds / 1000 if seconds >= 1e11 else seconds, UTC)
    except (OverflowError, OSError) as error:
        raise ValueError(value) from error


def _iso(value: str) -> datetime:
    zone = "+00:00" if re.search(r"(?:UTC|GMT)$", value) else ""
    at = datetime.fromisoformat(_SPACED_ZONE.sub("", value) + zone)
    return at if at.tzinfo else at.replace(tzinfo=PARIS)
