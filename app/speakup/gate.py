"""What keeps the origin from being flooded, without knowing anybody: tickets and a pace for all.

All of it is in memory alone but for the key.
"""

import secrets
from collections import deque
from datetime import timedelta
from enum import StrEnum
from threading import Lock

from app.core import clock
from app.speakup import rules
from app.speakup.rules import Seed, TicketState

MINUTE = timedelta(minutes=1)


class Verdict(StrEnum):
    """Whether something that was sent is taken."""

    TAKEN = "taken"
    EARLY = "early"
    STALE = "stale"
    SPENT = "spent"
    FULL = "full"


class Gate:
    """One to a process."""

    def __init__(self, key: bytes) -> None:
        self.key = key
        self._spent: dict[str, tuple[Seed, float]] = {}
        self._taken = Pace(rules.AT_MOST)
        self._checks = Pace(rules.CHECKS_AT_MOST)
        self._lock = Lock()

    def ticket(self) -> str:
        """For a form that is about to be shown."""
        return rules.ticket(self.key, secrets.token_bytes(16), clock.now())

    def take(self, ticket: str, seed: Seed) -> Verdict:
        """Spend a ticket on these words. The same words again are taken again, at no cost."""
        state = rules.ticket_state(self.key, ticket, clock.now())
        if state is TicketState.BAD:
            return Verdict.STALE
        if state is TicketState.EARLY:
            return Verdict.EARLY
        with self._lock:
            spent = self._spent.get(ticket)
            if spent:
                return Verdict.TAKEN if spent[0] == seed else Verdict.SPENT
            if not self._taken.step():
                return Verdict.FULL
            self._spend(ticket, seed)
        return Verdict.TAKEN

    def may_check(self) -> bool:
        """Whether a code may be tried now."""
        with self._lock:
            return self._checks.step()

    def _spend(self, ticket: str, seed: Seed) -> None:
        now = clock.now().timestamp()
        oldest = now - rules.TICKET_FOR.total_seconds()
        self._spent = {each: kept for each, kept in self._spent.items() if kept[1] > oldest}
        self._spent[ticket] = seed, now


class Pace:
    """At most so many in a minute, by everybody together."""

    def __init__(self, at_most: int) -> None:
        self._at_most = at_most
        self._steps: deque[float] = deque()

    def step(self) -> bool:
        """Count one, if there is room for it."""
        now = clock.now().timestamp()
        while self._steps and self._steps[0] <= now - MINUTE.total_seconds():
            self._steps.popleft()
        if len(self._steps) >= self._at_most:
            return False
        self._steps.append(now)
        return True
