"""Structured logs, one JSON object a line, without what people said or who they are.

Of an error its kind and place are written, never its message: that may quote a sentence.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import sys
import traceback
from typing import Any

FIELDS = "fields"


class JsonLines(logging.Formatter):
    """`at`, `level`, `logger`, `event`, and what stands in the record's `fields`."""

    def format(self, record: logging.LogRecord) -> str:
        event, _, trace = record.getMessage().partition("\n")
        told: dict[str, Any] = {
            "at": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat("T", "milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": event,
            **getattr(record, FIELDS, {}),
        }
        if trace:
            told |= _without_words(trace)
        if record.exc_info and record.exc_info[0] is not None:
            told["error"] = record.exc_info[0].__name__
            told["where"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])[-5:]
            ]
        return json.dumps(told, ensure_ascii=False)


def _without_words(trace: str) -> dict[str, Any]:
    """A traceback in a message: its places and the kinds of its errors."""
    errors = re.findall(r"^([\w.]+(?:Error|Exception|Failed|Late))\b", trace, re.MULTILINE)
    places = re.findall(r'^ *File "([^"]+)", line (\d+), in (\S+)', trace, re.MULTILINE)
    return {
        "error": errors[-1] if errors else None,
        "where": [f"{file}:{line} {name}" for file, line, name in places[-5:]],
    }


def configure(level: int = logging.INFO) -> None:
    """Every log of this process goes to stderr as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in ("httpx", "httpcore", "multipart", "python_multipart", "faster_whisper"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").addFilter(without_addresses)


def without_addresses(record: logging.LogRecord) -> bool:
    """Uvicorn tells of every WebSocket with its whole address, the token in it included; what is to
    be known of it stands in the guard's line."""
    return "WebSocket %s" not in str(record.msg)
