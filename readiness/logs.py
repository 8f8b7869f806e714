"""Log lines as JSON, one object a line, and nothing in them that a person typed or is known by.

The code's own sentences carry numbers and names of things, so they are written whole. A library's sentence may carry an
address with a token in it, or a value: of those only the pattern is written, and of an error its kind and its place.
"""

from __future__ import annotations

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="")
WRITTEN_WHOLE = ("assessments.", "readiness.", "celery.worker.", "celery.beat")
FIELDS = ("route", "method", "status", "duration_ms", "user", "job", "kind", "attempt", "file")


class JsonFormatter(logging.Formatter):
    """What a machine reads: docs/deploy.md names the keys."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        if current := request_id.get():
            line["request"] = current
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1]:
            line["error"] = _error(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def _message(record: logging.LogRecord) -> str:
    return record.getMessage() if record.name.startswith(WRITTEN_WHOLE) else str(record.msg)


def _error(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "type": f"{type(error).__module__}.{type(error).__qualname__}",
        "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
        **({"cause": _error(cause)} if (cause := error.__cause__ or error.__context__) else {}),
    }


def configuration(*, as_json: bool) -> dict[str, Any]:
    """Django's LOGGING: JSON for machines in production, plain lines for whoever works on the software."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
            "json": {"()": "readiness.logs.JsonFormatter"},
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json" if as_json else "line"}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {"fontTools": {"level": "ERROR"}, "weasyprint": {"level": "WARNING"}},
    }
