"""How the platform logs: lines for people, or JSON for machines (LOG_FORMAT=json), on standard error."""

from typing import Any

LINE = "{asctime} {levelname} {name} {message}"
FIELDS = "{asctime}{levelname}{name}{message}{request}"  # of a JSON line, beside what the event adds


def configuration(level: str, style: str) -> dict[str, Any]:
    """For logging.config.dictConfig. `style`: "line" or "json"; each JSON line has the number of its request."""
    names = {"asctime": "at", "levelname": "level", "name": "logger"}
    json = {"()": "pythonjsonlogger.json.JsonFormatter", "format": FIELDS, "style": "{", "rename_fields": names}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"number": {"()": "consultation.tracing.NumberFilter"}},
        "formatters": {"line": {"format": LINE, "style": "{"}, "json": json},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": style, "filters": ["number"]}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {"consultation.access": {"level": "INFO" if style == "json" else level}},
    }
