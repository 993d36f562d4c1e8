"""Who may be a second person, and until when a request waits for one (SECURITY, “Officers”)."""

from datetime import datetime, timedelta
from typing import Protocol

OPEN_WORKING_DAYS = 3
SATURDAY = 5


class Grant(Protocol):
    """What is asked of the grant of a role."""

    @property
    def granted_at(self) -> datetime: ...
    @property
    def granted_by(self) -> object | None: ...


def is_old_enough(grant: Grant, now: datetime, days: int) -> bool:
    """Whether a role has been held long enough to approve; grants of setting up always have."""
    return grant.granted_by is None or grant.granted_at + timedelta(days=days) <= now


def expiry(asked_at: datetime) -> datetime:
    """The same time three working days later; Saturday and Sunday are none."""
    moment, left = asked_at, OPEN_WORKING_DAYS
    while left:
        moment += timedelta(days=1)
        left -= moment.weekday() < SATURDAY
    return moment
