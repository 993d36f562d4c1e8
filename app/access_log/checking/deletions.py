"""Which entries the log itself says were deleted, as a check comes past them."""

from collections.abc import Set

from sqlmodel import Session

from app.access_log.erasing import queries
from app.access_log.erasing.rules import Erasure


class Deletions:
    """The notices of deletions that are in the log, and those that come while it is checked."""

    def __init__(self) -> None:
        self._known: list[Erasure] = []

    def among(self, session: Session, first: int, last: int) -> Set[int]:
        """Those of the entries between two numbers, both included, that a notice names."""
        newest = self._known[-1].notice if self._known else -1
        self._known += queries.signed(session, after=newest)
        return {
            number
            for erasure in self._known
            if erasure.notice > first
            for begin, end in erasure.spans
            for number in range(max(begin, first), min(end, last, erasure.notice - 1) + 1)
        }
