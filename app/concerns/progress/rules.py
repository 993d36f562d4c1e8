"""Who may do what with a concern at which stage, and what its events say of it.

No database, no web, no clock. The clock is that of a complaint's acknowledgement (DPA 2018
s.164A; LAW): within 30 days of receipt.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from app.concerns.models import Act, Naming, Outcome
from app.core.errors import ConflictError, ForbiddenError
from app.core.language import gettext as _
from app.identity.calendars.rules import BeyondTableError
from app.subject_requests.rules import Right, deadline


class Status(StrEnum):
    """How far a concern has come."""

    RECEIVED = "received"
    LOOKING = "looking"
    ANSWERED = "answered"
    CLOSED = "closed"


class Part(StrEnum):
    """What somebody is to a concern: who raised it, who has it, or another officer."""

    REPORTER = "reporter"
    OWNER = "owner"
    OFFICER = "officer"


class May(NamedTuple):
    """By whom something may be done, and at which stages."""

    parts: frozenset[Part]
    at: frozenset[Status]


class Happening(Protocol):
    """What is asked of an event."""

    @property
    def number(self) -> int: ...
    @property
    def act(self) -> Act: ...
    @property
    def on(self) -> date: ...
    @property
    def outcome(self) -> Outcome | None: ...
    @property
    def details(self) -> Mapping[str, Any]: ...


class NotYoursToDoError(ForbiddenError):
    """Somebody else has to do this."""


class NotNowError(ConflictError):
    """The concern is at another stage."""


OPEN = frozenset({Status.RECEIVED, Status.LOOKING})
_LOOKING = frozenset({Status.LOOKING})
_OWNER, _REPORTER = frozenset({Part.OWNER}), frozenset({Part.REPORTER})
_OFFICERS = frozenset({Part.OWNER, Part.OFFICER})

# Receipt is not here: it is how a concern begins.
MAY: Mapping[Act, May] = {
    Act.TAKEN: May(frozenset({Part.OFFICER}), frozenset({Status.RECEIVED})),
    Act.ASSIGNED: May(_OFFICERS, OPEN),
    Act.PUT_BACK: May(_OWNER, _LOOKING),
    Act.ACKNOWLEDGED: May(_OWNER, _LOOKING),
    Act.PERSON_NAMED: May(_OWNER, _LOOKING),
    Act.IDENTITY_OPENED: May(frozenset({Part.OFFICER}), _LOOKING),
    Act.ANSWERED: May(_OWNER, _LOOKING),
    Act.ESCALATED: May(_REPORTER, frozenset({Status.ANSWERED, Status.CLOSED})),
    Act.CLOSED: May(_REPORTER | _OWNER, OPEN | {Status.ANSWERED}),
}


@dataclass(frozen=True)
class Standing:
    """Where a concern stands, told from its events.

    ``knows`` are the officers to whom a confidential reporter's name is open while they have the
    concern: the first who had it, and whoever it was opened to by the book. ``had`` are those
    who had it before the reporter asked for another officer. ``due`` is None once acknowledged,
    and where the law's table of holidays does not reach.
    """

    status: Status
    owner_id: UUID | None
    number: int
    due: date | None
    acknowledged_on: date | None = None
    answered_on: date | None = None
    closed_on: date | None = None
    outcome: Outcome | None = None
    knows: frozenset[UUID] = frozenset()
    had: tuple[UUID, ...] = ()
    escalated: bool = False
    given_at: int = 0

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def days_left(self, today: date) -> int | None:
        """Days until it has to be acknowledged, less than 0 when late; None without a day."""
        return (self.due - today).days if self.due and self.is_open else None

    def is_late(self, today: date) -> bool:
        left = self.days_left(today)
        return left is not None and left < 0

    def name_is_open(self, naming: Naming, officer_id: UUID) -> bool:
        """Whether this officer may read who raised it: who has it alone, and if it is confidential
        only who was the first or had it opened by the book."""
        has_it = self.owner_id == officer_id and naming is not Naming.ANONYMOUS
        return has_it and (naming is Naming.NAMED or officer_id in self.knows)


def standing(jurisdiction: str, received_on: date, events: Iterable[Happening]) -> Standing:
    """Where a concern stands, from all that happened to it, in whatever order it is told."""
    owners: list[UUID] = []
    owner: UUID | None = None
    knows: set[UUID] = set()
    days: dict[Act, date | None] = {}
    outcome, had, given, number = None, tuple[UUID, ...](), 0, 0
    for event in sorted(events, key=lambda each: each.number):
        number = event.number
        if event.act in {Act.TAKEN, Act.ASSIGNED}:
            owner, given = UUID(str(event.details["owner_id"])), event.number
            knows |= set() if owners else {owner}
            owners.append(owner)
        elif event.act is Act.PUT_BACK:
            owner = None
        elif event.act is Act.IDENTITY_OPENED:
            knows.add(UUID(str(event.details["to_id"])))
        elif event.act is Act.ANSWERED:
            outcome = event.outcome
            days.setdefault(Act.ACKNOWLEDGED, event.on)
        elif event.act is Act.ESCALATED:
            owner, outcome, had = None, None, tuple(owners)
            days[Act.ANSWERED] = days[Act.CLOSED] = None
        if event.act is not Act.ACKNOWLEDGED or Act.ACKNOWLEDGED not in days:
            days[event.act] = event.on
    return Standing(
        status=_status(days, owner),
        owner_id=owner,
        number=number,
        due=None if days.get(Act.ACKNOWLEDGED) else _due(jurisdiction, received_on),
        acknowledged_on=days.get(Act.ACKNOWLEDGED),
        answered_on=days.get(Act.ANSWERED),
        closed_on=days.get(Act.CLOSED),
        outcome=outcome,
        knows=frozenset(knows),
        had=had,
        escalated=Act.ESCALATED in days,
        given_at=given,
    )


def allowed(part: Part | None, standing: Standing) -> set[Act]:
    """What somebody with this part may do now."""
    return {act for act in MAY if part and refusal(act, part, standing) is None}


def check(act: Act, part: Part | None, standing: Standing) -> None:
    """That this may be done now. Raises NotYoursToDoError, NotNowError."""
    if refused := refusal(act, part, standing):
        raise refused


def refusal(
    act: Act, part: Part | None, standing: Standing
) -> ForbiddenError | ConflictError | None:
    """Why this may not be done by somebody with this part now, if so."""
    may = MAY[act]
    if part not in may.parts:
        return NotYoursToDoError(_not_yours(act))
    if standing.status not in may.at:
        return NotNowError(_("This concern is at another stage now. Look at it again."))
    return _condition(act, part, standing)


def _condition(act: Act, part: Part | None, standing: Standing) -> ConflictError | None:
    if act is Act.ACKNOWLEDGED and standing.acknowledged_on:
        return NotNowError(_("This concern was acknowledged already."))
    if act is Act.CLOSED and part is Part.OWNER and standing.status is not Status.ANSWERED:
        return NotNowError(_("Answer it first: only the person who raised it can end it before."))
    if act is Act.ESCALATED and standing.escalated:
        return NotNowError(_("Another officer has looked at this already."))
    if act is Act.ESCALATED and not standing.answered_on:
        return NotNowError(_("This concern has no answer yet."))
    return None


def _not_yours(act: Act) -> str:
    if act is Act.ESCALATED:
        return _("Only the person who raised this concern can do this.")
    if act is Act.IDENTITY_OPENED:
        return _("A second officer decides this.")
    if act is Act.TAKEN:
        return _("You have this concern already, or it is not for you.")
    return _("Only the officer who has this concern can do this.")


def _status(days: Mapping[Act, date | None], owner: UUID | None) -> Status:
    if days.get(Act.CLOSED):
        return Status.CLOSED
    if days.get(Act.ANSWERED):
        return Status.ANSWERED
    return Status.RECEIVED if owner is None else Status.LOOKING


def _due(jurisdiction: str, received_on: date) -> date | None:
    try:
        return deadline(Right.COMPLAINT_ACK, jurisdiction, received_on).due
    except BeyondTableError:
        return None
