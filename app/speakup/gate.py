"""What keeps the origin from being flooded, without knowing anybody: tickets and a pace for all.

All of it is in memory alone but for the key.
"""

import secrets
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from threading import BoundedSemaphore, Lock

from app.core import clock
from app.speakup import rules
from app.speakup.rules import Seed, TicketState

MINUTE = timedelta(minutes=1)
_HOUR = 3600  # seconds


class Verdict(StrEnum):
    """Whether something that was sent is taken."""

    TAKEN = "taken"
    EARLY = "early"
    STALE = "stale"
    SPENT = "spent"
    FULL = "full"


class Gate:
    """One to a process.

    Of a ticket that was spent it keeps a hash, and the hour in which that may be forgotten; for
    some minutes also a hash by which the same words are known again. Neither leads to a code.
    """

    def __init__(self, key: bytes) -> None:
        self.key = key
        self._spent: dict[bytes, int] = {}
        self._fresh: dict[bytes, tuple[bytes, float]] = {}
        self._taken = Pace(rules.AT_MOST)
        self._checks = BoundedSemaphore(rules.CHECKS_AT_ONCE)
        self._lock = Lock()

    def ticket(self) -> str:
        """For a form that is about to be shown."""
        return rules.ticket(self.key, secrets.token_bytes(16), clock.now())

    def take(self, ticket: str, seed: Seed) -> Verdict:
        """Spend a ticket on these words.

        The same words again are taken again for some minutes, at no cost.
        """
        state = rules.ticket_state(self.key, ticket, clock.now())
        if state is TicketState.BAD:
            return Verdict.STALE
        if state is TicketState.EARLY:
            return Verdict.EARLY
        with self._lock:
            self._prune()
            mark = _mark(ticket)
            if mark in self._spent:
                same = self._fresh.get(mark, (b"", 0))[0] == seed.digest
                return Verdict.TAKEN if same else Verdict.SPENT
            if not self._taken.step():
                return Verdict.FULL
            now = clock.now().timestamp()
            self._spent[mark] = int((now + rules.TICKET_FOR.total_seconds()) // _HOUR) + 1
            self._fresh[mark] = seed.digest, now
        return Verdict.TAKEN

    def give_back(self, ticket: str) -> None:
        """It was spent on what could not be kept, as far as anybody knows."""
        with self._lock:
            self._spent.pop(_mark(ticket), None)
            self._fresh.pop(_mark(ticket), None)

    def prune(self) -> None:
        """Forget what has had its time. For every minute."""
        with self._lock:
            self._prune()

    @contextmanager
    def checking(self) -> Iterator[bool]:
        """Whether a code may be looked up in this block: so many are at once, however many come."""
        may = self._checks.acquire(blocking=False)
        try:
            yield may
        finally:
            if may:
                self._checks.release()

    def _prune(self) -> None:
        now = clock.now().timestamp()
        oldest = now - rules.AGAIN_FOR.total_seconds()
        self._fresh = {each: kept for each, kept in self._fresh.items() if kept[1] > oldest}
        self._spent = {each: hour for each, hour in self._spent.items() if hour > now // _HOUR}


def _mark(ticket: str) -> bytes:
    return sha256(ticket.encode()).digest()


class Pace:
    """At most so many in a minute, by everybody together.

    Where exactly it ends is left to chance, so that whoever counts what is still taken does not
    learn how much others sent.
    """

    def __init__(self, at_most: int) -> None:
        self._at_most = at_most
        self._steps: deque[float] = deque()

    def step(self) -> bool:
        """Count one, if there is room for it."""
        now = clock.now().timestamp()
        while self._steps and self._steps[0] <= now - MINUTE.total_seconds():
            self._steps.popleft()
        if len(self._steps) >= self._at_most - secrets.randbelow(self._at_most // 4 + 1):
            return False
        self._steps.append(now)
        return True
