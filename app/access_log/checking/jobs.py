"""The check that runs by itself, again and again."""

import time
from datetime import datetime

from sqlalchemy.exc import DBAPIError

from app.access_log.checking import queries, service
from app.access_log.checking.rules import Verdict, is_new_due, is_whole_due
from app.access_log.checkpoints import service as signing
from app.access_log.checkpoints.service import LogDisagreesError
from app.core import clock
from app.core.db import dialects
from app.core.db.session import reading, writing

TURN_SECONDS = 2.0


class Turns:
    """The check of a long log, a turn at a time: in between others do what they have to do.

    Where it has come to is in memory alone; whoever begins anew begins with all of it.
    """

    def __init__(self) -> None:
        self.made = 0
        self._underway: tuple[service.Steps, int, datetime] | None = None

    def take(self) -> int:
        """Go on with the check that is underway, or begin the one that is due, if one is."""
        if self._underway is None:
            self._underway = _due()
        if self._underway is None:
            return 0
        steps, first, began_at = self._underway
        until = time.monotonic() + TURN_SECONDS
        try:
            verdict = _gone_on(steps, until)
        except BaseException:
            self._underway = None
            raise
        if verdict is not None:
            self._underway = None
            self.made += 1
            with writing() as session:
                service.record(session, verdict, began_at, first)
        return 1


def check() -> int:
    """Check the log now, if that is due, to the end; how many checks were made."""
    turns = Turns()
    while not turns.made and turns.take():
        pass
    return turns.made


def _due() -> tuple[service.Steps, int, datetime] | None:
    """The check that is due, where it begins, and when: of the whole log, or of what is new.

    What can be sealed is sealed first: an entry that cannot be is found here too.
    """
    now = clock.now()
    with reading() as session:
        last, whole = queries.last_check(session), queries.last_whole(session)
    if last is None or whole is None or is_whole_due(whole.looked, last.looked, now):
        return _steps(0), 0, now
    if last.size and is_new_due(last.looked, now):
        return _steps(last.size), last.size, now
    return None


def _steps(first: int) -> service.Steps:
    """What cannot be sealed is a fault, even where the check itself finds none."""
    why = ""
    try:
        signing.publish()
    except LogDisagreesError as disagrees:
        why = disagrees.why
    found = yield from service.steps(first)
    return Verdict(found.size, found.size, why) if found.ok and why else found


def _gone_on(steps: service.Steps, until: float) -> Verdict | None:
    """The verdict, if it is found before the turn is over."""
    try:
        while time.monotonic() < until:
            next(steps)
    except StopIteration as end:
        found: Verdict = end.value
        return found
    except DBAPIError as failed:
        if failed.connection_invalidated or dialects.is_away(failed):
            raise
        return Verdict(0, 0, "the log cannot be read")
    return None
