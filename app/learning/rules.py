"""What may be said of how many have read something, without saying it of anybody."""

from datetime import date, timedelta
from typing import Final, NamedTuple

KEPT: Final = timedelta(days=396)  # a mark, thirteen months
_STEPS: Final = (5, 10, 20, 25)  # in a hundred


class Step(NamedTuple):
    """From ``low`` in a hundred up to, and not with, ``high``."""

    low: int
    high: int


def step(readers: int, staff: int, k: int) -> Step | None:
    """The step in which a share lies, if it can be shown (LAW, “Small numbers”).

    A step is so wide that the numbers it stands for differ by at least ``k``. The lowest and the
    highest step are never shown, nor told apart: they hold the few who did, or the few who did not.
    """
    width = next((each for each in _STEPS if staff * each >= (k + 1) * 100), None)
    if width is None:
        return None
    low = readers * 100 // (staff * width) * width
    return Step(low, low + width) if 0 < low < 100 - width else None


def last_ended(today: date) -> date:
    """The first day of the month before this one."""
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def month_after(month: date) -> date:
    """The first day of the month after one."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)
