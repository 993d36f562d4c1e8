"""Stretches of the log as its followers read them, one behind the other."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from app.access_log import queries as log
from app.access_log.checkpoints import queries as checkpoints
from app.access_log.models import Follower
from app.access_log.opening.queries import OpenedEntry
from app.access_log.standing.queries import Standing

KEPT_SECONDS = 5.0


def behind(session: Session, names: Sequence[str], before: datetime) -> dict[str, int]:
    """Which followers have not read what was signed before a moment, by how many numbers."""
    signed = checkpoints.before(session, before)
    return short_of(session, names, log.end_of_accesses(session, signed.size)) if signed else {}


def short_of(session: Session, names: Sequence[str], end: int) -> dict[str, int]:
    """Which followers have not read all entries with numbers under ``end``, by how many."""
    rows = session.exec(select(Follower).where(col(Follower.name).in_(names)))
    positions = {row.name: row.position for row in rows}
    lags = {name: end - positions.get(name, 0) for name in names}
    return {name: lag for name, lag in lags.items() if lag > 0}


@dataclass(frozen=True)
class Stretch:
    """Consecutive entries, opened, with what the people room knew of those concerned."""

    opened: Sequence[OpenedEntry]
    standing: Standing

    @property
    def after(self) -> int:
        """The position behind its last entry."""
        return self.opened[-1].seq + 1


class Opening:
    """Opens stretches of the log, and keeps the last for those who come to it a moment later.

    Every follower has a position of its own. Who is elsewhere, because it failed or is new, has
    its own stretch opened and catches up by itself. Nothing is kept once the log's end is
    reached, nor for longer than some seconds: what is erased meanwhile is not read again.
    """

    def __init__(self) -> None:
        self._first, self._since = 0, 0.0
        self._last: Stretch | None = None

    def stretch(
        self, session: Session, position: int, limit: int, *, until: int | None = None
    ) -> Stretch | None:
        """Up to ``limit`` entries from a position on and before ``until``; None if there are none.

        Sealed entries are never among them. Raises KeysUnavailableError.
        """
        found = self._kept(position) or self._opened(session, position, limit)
        if found is None or until is None or found.after <= until:
            return found
        return _part(found, position, until)

    def _kept(self, position: int) -> Stretch | None:
        if self._last is None or not self._first <= position < self._last.after:
            return None
        if time.monotonic() - self._since > KEPT_SECONDS:
            return None
        return _part(self._last, position, self._last.after)

    def _opened(self, session: Session, position: int, limit: int) -> Stretch | None:
        self._last = None
        opened = log.entries_from(session, position, limit=limit)
        if not opened:
            return None
        self._first, self._since = position, time.monotonic()
        self._last = Stretch(opened, Standing(session, opened))
        return self._last


def _part(stretch: Stretch, position: int, until: int) -> Stretch | None:
    """The entries of a stretch from a position on and before another one."""
    rows = [row for row in stretch.opened if position <= row.seq < until]
    return replace(stretch, opened=rows) if rows else None
