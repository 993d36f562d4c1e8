"""Events and messages in one line, the newest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.concerns.models import ConcernEvent, ConcernMessage


@dataclass(frozen=True)
class Line:
    """One event or one message."""

    at: datetime
    event: ConcernEvent | None = None
    message: ConcernMessage | None = None

    @property
    def by_day(self) -> tuple[date, UUID]:
        """Its day, and within that what was written down first (the ids tell it)."""
        row = self.event or self.message
        assert row is not None
        return self.at.date(), row.id


def history(
    events: Iterable[ConcernEvent], messages: Iterable[ConcernMessage], *, by_day: bool = False
) -> list[Line]:
    """What happened and what was written, the newest first; ``by_day`` where no moment is kept."""
    lines = [Line(each.at, event=each) for each in events]
    lines += [Line(each.at, message=each) for each in messages]
    if by_day:
        return sorted(lines, key=lambda line: line.by_day, reverse=True)
    return sorted(lines, key=lambda line: line.at)[::-1]  # of one moment, the last comes first
