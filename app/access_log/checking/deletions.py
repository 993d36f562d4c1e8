"""Which entries the log itself says were deleted, as a check comes past them.

Somebody may be deleted while her entries are read: whoever reads the notices before them knows
which must be empty, whoever reads them again after the keys knows which may be.
"""

from collections.abc import Mapping

from sqlmodel import Session

from app.access_log.erasing import queries
from app.access_log.erasing.rules import Erasure


class Deletions:
    """The notices of deletions that are in the log, and those that come while it is checked."""

    def __init__(self) -> None:
        self._known: list[Erasure] = []

    def learn(self, session: Session) -> None:
        """Read those that came since."""
        newest = self._known[-1].notice if self._known else -1
        self._known += queries.signed(session, after=newest)

    def among(self, first: int, last: int) -> Mapping[int, Erasure]:
        """Those of the entries between two numbers, both included, that one names: by which.

        The first that names one counts: it says when that went.
        """
        return {
            number: erasure
            for erasure in reversed(self._known)
            if erasure.notice > first
            for begin, end in erasure.spans
            for number in range(max(begin, first), min(end, last, erasure.notice - 1) + 1)
        }
