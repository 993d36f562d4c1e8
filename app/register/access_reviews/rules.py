"""When readers are to be checked next, and whether that day has gone by. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.register.in_force.rules import Practice, Register

A_YEAR = timedelta(days=366)  # (own): as often as the practice itself, LAW MON-5


@dataclass(frozen=True)
class Due:
    """A practice in use, and the check of its readers that falls due; None: it never had one."""

    practice: Practice
    checked_at: datetime | None
    due_on: date | None
    late: bool


def is_in_time(next_on: date, today: date) -> bool:
    """Whether a next check may be set for this day: after today, within a year."""
    return today < next_on <= today + A_YEAR


def due(register: Register, checked: Mapping[str, tuple[datetime, date]]) -> list[Due]:
    """Every practice in use: those never checked first, then by the day they fall due.

    ``checked`` gives the moment of the last check and that of the next one, by practice.
    """
    found = [
        _due(practice, checked.get(practice.id), register.day) for practice in register.practices
    ]
    return sorted(found, key=lambda one: one.due_on or date.min)


def _due(practice: Practice, days: tuple[datetime, date] | None, today: date) -> Due:
    if days is None:
        return Due(practice, None, None, late=True)
    return Due(practice, days[0], days[1], late=days[1] < today)
