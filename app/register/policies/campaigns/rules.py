"""On which days a campaign tells people: no database, no clock."""

from collections.abc import Iterator
from datetime import date, timedelta

from app.register.policies.campaigns.models import Stage

LONGEST = timedelta(days=366)
_BEFORE = {
    Stage.WEEK_BEFORE: timedelta(days=7),
    Stage.DAY_BEFORE: timedelta(days=1),
    Stage.DUE_DAY: timedelta(),
}


def stage_on(today: date, started_on: date, due_on: date) -> Stage | None:
    """The last telling whose day has come; None once the due day is over.

    Only this one is made up for when the worker was away: two reminders in one go help nobody.
    """
    if not started_on <= today <= due_on:
        return None
    return [stage for stage, day in _days(started_on, due_on) if day <= today][-1]


def _days(started_on: date, due_on: date) -> Iterator[tuple[Stage, date]]:
    """A reminder is planned only for a day after the start, which tells people anyway."""
    yield Stage.START, started_on
    for stage, before in _BEFORE.items():
        if due_on - before > started_on:
            yield stage, due_on - before
