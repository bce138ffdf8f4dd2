"""The log of the service: a JSON object a line on stderr, with fields from a fixed list and nothing else.

Dossiers, parties, keys, queries and addresses never reach it: what a field may hold is decided here, not where it is
logged, and the text of an exception, which may repeat what was sent, is left out for its type and place.
"""

from __future__ import annotations

import logging
import sys
from typing import TextIO

import msgspec

FIELDS = frozenset(
    {
        "event", "level", "timestamp", "request_id", "trace_id", "method", "route", "status", "ms", "key", "tenant",
        "outcome", "kind", "place", "count", "reason", "version", "host", "port", "logger", "pid",
    }
)  # fmt: skip
# Messages of libraries that say nothing of a request; every other of theirs is shortened to its level.
_LIBRARIES = ("qgov", "uvicorn.error", "asyncio")
_NAMES = ("Invalid HTTP request received.", "Exceeded concurrency limit.", "Exception in ASGI application")
_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


def make_log(format: str = "json", level: str = "info", stream: TextIO | None = None):
    """A logger whose methods take an event and fields; ``format`` is ``json``, ``text`` or ``none``."""
    import structlog

    if format == "none":
        return structlog.wrap_logger(structlog.ReturnLogger(), processors=[_drop])
    processors = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _only_known,
        structlog.processors.JSONRenderer(serializer=_json)
        if format == "json"
        else structlog.dev.ConsoleRenderer(colors=False),
    ]
    return structlog.wrap_logger(
        structlog.PrintLogger(stream or sys.stderr), processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]), cache_logger_on_first_use=True,
    )  # fmt: skip


def capture_libraries(log) -> None:
    """Lead what uvicorn, asyncio and the program itself log by ``logging`` into this log, without what was sent."""
    for name in _LIBRARIES:
        logger = logging.getLogger(name)
        logger.handlers = [_Handler(log)]
        logger.propagate = False
        logger.setLevel(logging.WARNING)


class _Handler(logging.Handler):
    def __init__(self, log):
        super().__init__()
        self.log = log

    def emit(self, record: logging.LogRecord) -> None:
        fields: dict[str, object] = {"logger": record.name}
        if record.exc_info and record.exc_info[1] is not None:
            from qgov.service.nursery import place

            error = record.exc_info[1]
            fields |= {"kind": type(error).__name__, "place": place(error)}
        ours = record.name.startswith("qgov")
        event = record.getMessage() if ours or record.msg in _NAMES else "a library reports"
        write = self.log.error if record.levelno >= logging.ERROR else self.log.warning
        write(event.partition("\n")[0][:300], **fields)


def _only_known(logger, method: str, event: dict) -> dict:
    return {name: value for name, value in event.items() if name in FIELDS}


def _drop(logger, method: str, event: dict):
    import structlog

    raise structlog.DropEvent


def _json(event: dict, **options) -> str:
    return msgspec.json.encode(event).decode()
