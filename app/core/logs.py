"""Logs are JSON lines on standard error. They carry ids, never names, words or secrets."""

import json
import logging
import sys
import traceback
from collections.abc import Mapping
from types import TracebackType

from app.core import clock

MOST_FRAMES = 12


def configure(level: int = logging.INFO) -> None:
    """Send our own lines and those of libraries the same way. Safe to repeat."""
    log.level = level
    logging.root.handlers[:] = [_Forward()]
    logging.root.setLevel(logging.WARNING)
    logging.getLogger("uvicorn").setLevel(level)


class Log:
    """Says what happened in a few fixed words, and the ids of what it is about.

    Of an error it says which it was and where; its own words may quote somebody's data.
    """

    level = logging.INFO

    def warning(self, event: str, **ids: object) -> None:
        self.say(logging.WARNING, event, ids)

    def error(self, event: str, *, error: BaseException | None = None, **ids: object) -> None:
        self.say(logging.ERROR, event, ids, error)

    def exception(self, event: str, **ids: object) -> None:
        """The error is the one that is being handled."""
        self.say(logging.ERROR, event, ids, sys.exc_info()[1])

    def say(
        self, level: int, event: str, ids: Mapping[str, object], error: BaseException | None = None
    ) -> None:
        """Write one line in one piece, so that no other thread's comes into it."""
        if level < self.level:
            return
        line = {**ids, "event": event, "level": logging.getLevelName(level).lower()}
        line["at"] = clock.now().isoformat(timespec="milliseconds")
        if error is not None:
            line["error"] = [type(cause).__name__ for cause in _causes(error)]
            line["where"] = _where(error.__traceback__)
        sys.stderr.write(json.dumps(line, sort_keys=True, default=repr) + "\n")
        sys.stderr.flush()


log = Log()


class _Forward(logging.Handler):
    """Takes lines of libraries into ours."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        log.say(record.levelno, record.getMessage(), {"logger": record.name}, error)


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
