"""Who may be a second person, and until when a request waits for one (SECURITY, “Officers”)."""

from datetime import date, datetime, timedelta
from typing import Protocol

from app.core.errors import RejectedError
from app.identity.calendars import rules as calendars

OPEN_WORKING_DAYS = 3


class Grant(Protocol):
    """What is asked of the grant of a role."""

    @property
    def granted_at(self) -> datetime: ...
    @property
    def granted_by(self) -> object | None: ...


def is_old_enough(grant: Grant, now: datetime, days: int) -> bool:
    """Whether a role has been held long enough to approve; grants of setting up always have."""
    return grant.granted_by is None or grant.granted_at + timedelta(days=days) <= now


def expiry(asked_at: datetime, jurisdiction: str) -> datetime:
    """The same time three working days later, where whoever is asked works."""
    moment, left = asked_at, OPEN_WORKING_DAYS
    while left:
        moment += timedelta(days=1)
        left -= _is_worked(jurisdiction, moment.date())
    return moment


def _is_worked(jurisdiction: str, day: date) -> bool:
    """As the place's calendar says; where it has none, all days but Saturday and Sunday."""
    try:
        return calendars.is_working(jurisdiction, day)
    except RejectedError:
        return day.weekday() < calendars.SATURDAY
