"""What the worker does for the room: each quarter that ended, once."""

from app.core import clock
from app.core.db.session import reading, writing
from app.insights import rules, service
from app.insights.rules import Quarter


class Quarters:
    """Counts the quarters that ended, and remembers up to which one all are dealt with."""

    def __init__(self) -> None:
        self._done: Quarter | None = None

    def count(self) -> int:
        """Count the next, if one is due; how many were counted.

        It is read without holding anybody up, and written down in a moment.
        """
        last = rules.last_ended(clock.now())
        if last == self._done:
            return 0
        with reading() as session:
            quarter = service.due(session, last)
            if quarter and not service.is_settled(session, quarter):
                return 0
        if quarter is None:
            self._done = last
            return 0
        return int(_published(quarter))


def _published(quarter: Quarter) -> bool:
    """As of a moment after all was judged: what was found by then is counted."""
    at = clock.now()
    with reading() as session:
        given = service.given(session, quarter)
        counted = service.count(session, quarter, given, at)
    with writing() as session:
        return service.publish(session, quarter, given, counted, at)
