"""The review calendar, computed from the register in force. LAW MON-5. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from app.register.in_force.rules import Practice, Register, State
from app.register.rules import Worker, why_it_applies


@dataclass(frozen=True)
class Review:
    """When a practice is to be reviewed next. It is late from the day after.

    Where its risk changed it is due on that day, and late at once (LAW MON-5).
    """

    practice: Practice
    due_on: date
    late: bool
    days: int

    @property
    def checked_on(self) -> date:
        return self.practice.document.checks.checked_on


@dataclass(frozen=True)
class Month:
    """The reviews due in a month; ``first`` is None for those that are late, whatever the month."""

    first: date | None
    reviews: Sequence[Review]


def calendar(register: Register) -> list[Month]:
    """What falls due when: the late ones together, then month by month."""
    every = [_review(practice, register.day) for practice in register.practices]
    reviews = sorted(every, key=lambda review: review.due_on)
    late = [review for review in reviews if review.late]
    coming = [review for review in reviews if not review.late]
    months = [
        Month(first, list(found))
        for first, found in groupby(coming, key=lambda review: review.due_on.replace(day=1))
    ]
    return ([Month(None, late)] if late else []) + months


def late(register: Register, worker: Worker | None = None) -> list[Practice]:
    """Whose review is late, the longest first: of everything, or of what applies to somebody."""
    found = [
        practice
        for practice in register.practices
        if practice.state is State.REVIEW_DUE
        and (worker is None or why_it_applies(practice.document.scope, worker))
    ]
    return sorted(found, key=_due_on)


def _review(practice: Practice, day: date) -> Review:
    due_on = _due_on(practice)
    late = practice.state is State.REVIEW_DUE
    return Review(practice, due_on, late=late, days=abs((due_on - day).days))


def _due_on(practice: Practice) -> date:
    return min([practice.document.checks.next_review, *(risk.on for risk in practice.risks)])
