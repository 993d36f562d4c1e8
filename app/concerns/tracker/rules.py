"""Events and messages in one line, the newest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.concerns.models import ConcernEvent, ConcernMessage


@dataclass(frozen=True)
class Line:
    """One event or one message."""

    at: datetime
    event: ConcernEvent | None = None
    message: ConcernMessage | None = None


def history(events: Iterable[ConcernEvent], messages: Iterable[ConcernMessage]) -> list[Line]:
    """What happened and what was written, the newest first."""
    lines = [Line(each.at, event=each) for each in events]
    lines += [Line(each.at, message=each) for each in messages]
    return sorted(lines, key=lambda line: line.at)[::-1]  # of one moment, the last comes first
