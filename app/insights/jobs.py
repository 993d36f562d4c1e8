"""What the worker does for the room: the quarter that ended, once."""

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
        quarter = rules.last_ended(clock.now())
        if quarter == self._done:
            return 0
        with reading() as session:
            missing = service.is_missing(session, quarter)
            if missing and not service.is_settled(session, quarter):
                return 0
        made = missing and _published(quarter)
        self._done = quarter
        return int(made)


def _published(quarter: Quarter) -> bool:
    """As of a moment after all was judged: what was found by then is counted."""
    at = clock.now()
    with reading() as session:
        given = service.given(session, quarter)
        counted = service.count(session, quarter, given, at)
    with writing() as session:
        return service.publish(session, quarter, given, counted, at)
