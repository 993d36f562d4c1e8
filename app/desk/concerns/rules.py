"""Which concerns stand in which view, how near their day is, and what a look writes."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from app.access_log.rules import ANSWER_CONCERN
from app.access_log.rules import Act as Look
from app.concerns.progress.rules import Standing, Status
from app.desk.rules import ROLE
from app.subject_requests.rules import ACKNOWLEDGE_WITHIN

SOON = 7  # days


class View(StrEnum):
    """The queues, by their addresses."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    OPEN = "open"
    ENDED = "ended"


class Next(StrEnum):
    """What is to be done next with a concern."""

    TAKE = "take"
    ACKNOWLEDGE = "acknowledge"
    ANSWER = "answer"
    CLOSE = "close"
    NOTHING = "nothing"


def views(standing: Standing, officer_id: UUID) -> set[View]:
    """In which queues of this officer a concern stands."""
    stands = {
        View.MINE: is_open_to(standing, officer_id),
        View.UNASSIGNED: standing.status is Status.RECEIVED,
        View.OPEN: standing.is_open,
        View.ENDED: not standing.is_open,
    }
    return {view for view, here in stands.items() if here}


def is_open_to(standing: Standing, officer_id: UUID) -> bool:
    """Whether this officer reads what a concern says: who has it, until it is closed."""
    return standing.owner_id == officer_id and standing.status is not Status.CLOSED


def next_step(standing: Standing) -> Next:
    """The one thing that comes first."""
    if standing.status is Status.RECEIVED:
        return Next.TAKE
    if standing.status is Status.LOOKING:
        return Next.ANSWER if standing.acknowledged_on else Next.ACKNOWLEDGE
    return Next.CLOSE if standing.status is Status.ANSWERED else Next.NOTHING


def plain_due(standing: Standing, received_on: date) -> date | None:
    """The day to acknowledge it as every officer may read it: 30 days, whatever the holidays where
    the reporter works, since those would tell where that is. None if nothing is due."""
    waits = standing.is_open and not standing.acknowledged_on
    return received_on + ACKNOWLEDGE_WITHIN if waits else None


def urgency(left: int | None) -> str:
    """More than 7 days to acknowledge it, or no day: neutral; 7 to 1: soon; today or past: late."""
    if left is None or left > SOON:
        return "neutral"
    return "soon" if left > 0 else "late"


def look_at_concern(reference: str) -> Look:
    """A look at what somebody raised, by the officer who has it; she reads of it, nobody else."""
    categories = ("portal-account", "raised-concern")
    return Look(ANSWER_CONCERN, categories, case=reference, role=ROLE)
