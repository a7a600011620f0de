"""How records become lines: for people, or one JSON object each for machines; with the same event and ids in both.

Of what libraries attach to their records nothing is written: Django attaches whole requests, tokens in their addresses
included.
"""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from typing import Any

from users.log_context import bound_ids

EVENT = re.compile(r"[a-z_]+\.[a-z_.]+(?= |$)")
FIELD = re.compile(r"(\w+)=%[sr]")
ACCESS = "uvicorn.access"
ACCESS_FIELDS = ("client", "method", "path", "http_version", "status")


class Console(logging.Formatter):
    """`2026-01-01T12:00:00.000Z INFO jobs words event=job.completed job_id=…`, and a traceback below it."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} {message}", style="{")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return _moment(record)

    def formatException(self, ei: Any) -> str:
        return _trace(ei[1]) if ei[1] else ""

    def formatMessage(self, record: logging.LogRecord) -> str:
        own = {name: value for name, value in _added(record).items() if f"{name}={value}" not in record.message}
        return " ".join([super().formatMessage(record), *(f"{name}={value}" for name, value in own.items())])


class Json(logging.Formatter):
    """One object a line. Letters and signs stay as they are, so that one grep serves both formats."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "timestamp": _moment(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_written(record),
            **_added(record),
        }
        if record.exc_info and record.exc_info[1]:
            told["exception"] = _trace(record.exc_info[1])
        return json.dumps(told, ensure_ascii=False, default=str)


def _trace(error: BaseException) -> str:
    """Where it happened and of what kind it was, and the same of what it came from. Its own words are left out: a
    database's quote the row, a parser's what a family wrote.
    """
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    frames = "".join(traceback.format_tb(error.__traceback__))
    own = f"Traceback (most recent call last):\n{frames}{type(error).__module__}.{type(error).__qualname__}"
    return f"{_trace(earlier)}\n\n{own}" if earlier else own


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _written(record: logging.LogRecord) -> dict[str, Any]:
    """What stands in the message itself, as `event.name count=%s`, or as the web server tells of a request."""
    if record.name == ACCESS and isinstance(record.args, tuple) and len(record.args) == len(ACCESS_FIELDS):
        return {"event": "http.request"} | dict(zip(ACCESS_FIELDS, record.args, strict=True))
    event = EVENT.match(str(record.msg))
    if not event:
        return {}
    names = FIELD.findall(record.msg)
    whole = isinstance(record.args, tuple) and len(names) == len(record.args)
    return {"event": event[0]} | (dict(zip(names, record.args, strict=True)) if whole else {})


def _added(record: logging.LogRecord) -> dict[str, Any]:
    """What stands beside it: a told event with its fields, and the ids that were bound where it was written."""
    event = {"event": record.event} if hasattr(record, "event") else {}
    return event | getattr(record, "fields", {}) | bound_ids()
