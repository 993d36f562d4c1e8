"""What the worker does for the room: the quarter that ended, once."""

from datetime import datetime
from typing import Any

from app.core import clock
from app.core.db.session import reading, writing
from app.insights import rules, service
from app.insights.rules import Quarter


class Quarters:
    """Counts the quarter that ended last, and remembers which one it has dealt with."""

    def __init__(self) -> None:
        self._done: Quarter | None = None

    def count(self) -> int:
        """Count it, if that is due; how many were counted.

        It is read without holding anybody up, and written down in a moment.
        """
        at = clock.now()
        quarter = rules.last_ended(at)
        if quarter == self._done:
            return 0
        with reading() as session:
            missing = service.is_missing(session, quarter)
            if missing and not service.is_settled(session, quarter):
                return 0
            given = service.given(session, quarter)
            counted = service.count(session, quarter, given, at) if missing else None
        made = counted is not None and _published(quarter, given, counted, at)
        self._done = quarter
        return int(made)


def _published(
    quarter: Quarter, given: dict[str, Any], counted: service.Counted, at: datetime
) -> bool:
    with writing() as session:
        return service.publish(session, quarter, given, counted, at)
