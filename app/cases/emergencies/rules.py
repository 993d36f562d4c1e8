"""How long an emergency look lasts, who reviews it by when, and how it stands: as values."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from app.cases.emergencies.models import Act
from app.identity.roles.models import Role

SHORTEST_REASON = 20  # letters
LONGEST_REASON = 2_000
LASTS = timedelta(minutes=30)
MOST, WITHIN = 3, timedelta(hours=24)  # own: an officer's looks; who needs more has a case to open
REVIEWED_WITHIN = timedelta(hours=72)
REVIEWERS = frozenset({Role.OFFICER, Role.AUDITOR})


class State(StrEnum):
    """How an emergency look stands."""

    OPEN = "open"
    TO_REVIEW = "to-review"
    SUSPENDED = "suspended"
    TO_LIFT = "to-lift"
    REVIEWED = "reviewed"


def state(done: Collection[Act], ends_at: datetime, now: datetime) -> State:
    """From what was done with it. It can be reviewed while it is open."""
    if Act.SUSPENDED in done and Act.LIFTED not in done:
        return State.TO_LIFT if Act.REVIEWED in done else State.SUSPENDED
    if Act.REVIEWED in done:
        return State.REVIEWED
    return State.OPEN if is_open(done, ends_at, now) else State.TO_REVIEW


def is_open(done: Collection[Act], ends_at: datetime, now: datetime) -> bool:
    """Whether it still opens anything: neither ended nor half an hour old."""
    return Act.ENDED not in done and now < ends_at


def review_by(opened_at: datetime) -> datetime:
    """When the officer's role is suspended unless somebody reviewed it."""
    return opened_at + REVIEWED_WITHIN


def may_review(
    person_id: UUID, roles: Collection[Role], *, officer_id: UUID, subject_id: UUID
) -> bool:
    """Another officer or an auditor; never who looked, nor who was looked at."""
    return person_id not in {officer_id, subject_id} and bool(REVIEWERS & set(roles))


def may_lift(
    person_id: UUID, roles: Collection[Role], *, officer_id: UUID, subject_id: UUID
) -> bool:
    """An auditor, who is none of the two."""
    return person_id not in {officer_id, subject_id} and Role.AUDITOR in roles
