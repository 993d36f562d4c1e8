"""Which requests stand in which view, how near their day is, and what comes next: as values."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from app.subject_requests.conditions.rules import closable_on
from app.subject_requests.models import Kind
from app.subject_requests.progress.rules import Standing, Status

SOON = 7  # days


class View(StrEnum):
    """The queues, by their addresses."""

    MINE = "mine"
    OVERDUE = "overdue"
    WEEK = "week"
    UNASSIGNED = "unassigned"
    PAUSED = "paused"
    APPROVAL = "approval"


class Urgency(StrEnum):
    """How near the day is; the deadline's colour, which words say too."""

    NEUTRAL = "neutral"
    SOON = "soon"
    LATE = "late"


class Next(StrEnum):
    """What is to be done next with a request."""

    TAKE = "take"
    PROOF = "proof"
    WAIT = "wait"
    CLOSE = "close"
    ACKNOWLEDGE = "acknowledge"
    ANSWER = "answer"
    WRITE_AGAIN = "write-again"
    DECISION = "decision"
    SEND = "send"
    NOTHING = "nothing"


class Decision(StrEnum):
    """How an answer or an extension stands that a second officer is asked about."""

    WAITS = "waits"
    SENT_BACK = "sent-back"
    NONE = "none"


_FIRST = {
    Status.RECEIVED: Next.TAKE,
    Status.WAITING: Next.PROOF,
    Status.APPROVED: Next.SEND,
}


def urgency(standing: Standing, today: date) -> Urgency:
    """More than 7 days, or no day: neutral; 7 to 1: soon; today or past: late."""
    left = standing.days_left(today)
    if left is None or left > SOON:
        return Urgency.NEUTRAL
    return Urgency.SOON if left > 0 else Urgency.LATE


def views(standing: Standing, today: date, officer_id: UUID, approver_id: UUID | None) -> set[View]:
    """In which queues of this officer an open request stands; ``approver_id`` is asked to decide.

    What is due today is not overdue: the day ends it.
    """
    left = standing.days_left(today)
    stands = {
        View.MINE: standing.owner_id == officer_id,
        View.OVERDUE: left is not None and left < 0,
        View.WEEK: left is not None and 0 <= left <= SOON,
        View.UNASSIGNED: standing.owner_id is None,
        View.PAUSED: standing.status is Status.PAUSED,
        View.APPROVAL: approver_id == officer_id,
    }
    return {view for view, here in stands.items() if here}


def next_step(kind: Kind, standing: Standing, today: date, decision: Decision) -> Next:
    """The one thing that comes first."""
    if not standing.is_open:
        return Next.NOTHING
    if decision is Decision.WAITS:
        return Next.DECISION
    if standing.status in _FIRST:
        return _FIRST[standing.status]
    if standing.status is Status.PAUSED:
        closable = closable_on(standing)
        return Next.CLOSE if closable and closable <= today else Next.WAIT
    if kind is Kind.COMPLAINT and standing.acknowledged_on is None:
        return Next.ACKNOWLEDGE
    return Next.WRITE_AGAIN if decision is Decision.SENT_BACK else Next.ANSWER
