"""The only caller of the system clock. Tests and the demo set it; nobody else does."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

_fixed: ContextVar[datetime | None] = ContextVar("fixed", default=None)
_offset_file: list[Path] = []


def now() -> datetime:
    """This moment, aware, in UTC."""
    fixed = _fixed.get()
    if fixed is not None:
        return fixed
    return datetime.now(UTC) + shift()


def today(zone: str) -> date:
    """The civil date at this moment in an IANA time zone."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def set_to(instant: datetime) -> Iterator[None]:
    """Hold the clock at an aware instant while the block runs, in this context only."""
    token = _fixed.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)


def follow(offset_file: Path) -> None:
    """Shift the clock by the seconds written in a file, read anew each time: the demo's clock."""
    _offset_file[:] = [offset_file]


def shift() -> timedelta:
    """How far this clock runs ahead of the system's: nothing, but in a demo."""
    for file in _offset_file:
        try:
            return timedelta(seconds=float(file.read_text()))
        except (FileNotFoundError, ValueError):
            return timedelta()
    return timedelta()
