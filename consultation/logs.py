"""How the platform logs: lines for people, or JSON for machines (LOG_FORMAT=json), on standard error."""

import logging
from typing import Any

MOST = 300  # characters of what is said of a refusal, which may repeat what was sent

LINE = "{asctime} {levelname} {name} {message}"
FIELDS = "{asctime}{levelname}{name}{message}{request}"  # of a JSON line, beside what the event adds


class RefusalFilter(logging.Filter):
    """A request that was refused is a line, not a trace: whoever sends bad ones does not fill the logs."""

    def filter(self, record: logging.LogRecord) -> bool:
        is_hostile = record.name.startswith("django.security")
        if is_hostile or 400 <= getattr(record, "status_code", 0) < 500:
            record.msg, record.args = record.getMessage()[:MOST], ()
            record.exc_info = record.exc_text = None
        return True


def configuration(level: str, style: str) -> dict[str, Any]:
    """For logging.config.dictConfig. `style`: "line" or "json"; each JSON line has the number of its request."""
    names = {"asctime": "at", "levelname": "level", "name": "logger"}
    json = {"()": "pythonjsonlogger.json.JsonFormatter", "format": FIELDS, "style": "{", "rename_fields": names}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "number": {"()": "consultation.tracing.NumberFilter"},
            "refusals": {"()": "consultation.logs.RefusalFilter"},
        },
        "formatters": {"line": {"format": LINE, "style": "{"}, "json": json},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": style, "filters": ["number", "refusals"]}
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {"consultation.access": {"level": "INFO" if style == "json" else level}},
    }
