"""Logs are JSON lines on standard error. They carry ids, never names, words or secrets."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import structlog

from app.core import clock

Line = MutableMapping[str, Any]
MOST_FRAMES = 12


def configure(level: int = logging.INFO) -> None:
    """Send our own lines and those of libraries the same way. Safe to repeat."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            _at,
            _without_words,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
    )
    logging.root.handlers[:] = [_Forward()]
    logging.root.setLevel(logging.WARNING)
    logging.getLogger("uvicorn").setLevel(level)


class _Forward(logging.Handler):
    """Takes lines of libraries into ours."""

    def emit(self, record: logging.LogRecord) -> None:
        log = structlog.get_logger()
        error = {"exc_info": record.exc_info} if record.exc_info else {}
        log.log(record.levelno, record.getMessage(), logger=record.name, **error)


def _at(_logger: object, _method: str, line: Line) -> Line:
    line["at"] = clock.now().isoformat(timespec="milliseconds")
    return line


def _without_words(_logger: object, _method: str, line: Line) -> Line:
    """Say which error it was and where; its message may quote somebody's data."""
    info = line.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        line["error"] = [type(cause).__name__ for cause in _causes(error)]
        line["where"] = _where(error.__traceback__)
    return line


def _causes(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = [error]
    while following := chain[-1].__cause__ or chain[-1].__context__:
        if following in chain:
            break
        chain.append(following)
    return chain


def _where(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-MOST_FRAMES:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
