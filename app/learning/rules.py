"""How long a mark is kept, and which months are counted."""

from datetime import date, timedelta
from typing import Final

KEPT: Final = timedelta(days=396)  # a mark, thirteen months


def last_ended(today: date) -> date:
    """The first day of the month before this one."""
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def month_after(month: date) -> date:
    """The first day of the month after one."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)
