"""Who may do what with a request at which stage, and what its events say of it (LAW, SAR).

No database, no web, no clock.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple, Protocol, TypeVar
from uuid import UUID

from app.identity.calendars.rules import BeyondTableError
from app.subject_requests.models import Act, Kind, Outcome
from app.subject_requests.rules import Deadline, Event, Happened, Right, deadline


class Status(StrEnum):
    """How far a request has come."""

    RECEIVED = "received"
    WAITING = "waiting"
    IN_PROGRESS = "in-progress"
    PAUSED = "paused"
    APPROVED = "approved"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class Part(StrEnum):
    """What somebody is to a request: whose data it is, who has it, or another officer."""

    SUBJECT = "subject"
    OWNER = "owner"
    OFFICER = "officer"


class May(NamedTuple):
    """By whom something may be done, at which stages, and to which kinds."""

    parts: frozenset[Part]
    at: frozenset[Status]
    kinds: frozenset[Kind] = frozenset(Kind)


class Happening(Protocol):
    """What is asked of an event."""

    @property
    def number(self) -> int: ...
    @property
    def act(self) -> Act: ...
    @property
    def on(self) -> date: ...
    @property
    def details(self) -> Mapping[str, Any]: ...


H = TypeVar("H", bound=Happening)


class Foreseen(NamedTuple):
    """An event that has not happened: what would follow from it."""

    number: int
    act: Act
    on: date
    details: Mapping[str, Any] = {}


HELD = frozenset({Status.WAITING, Status.IN_PROGRESS, Status.PAUSED})
_BEFORE = HELD | {Status.RECEIVED}
OPEN = _BEFORE | {Status.APPROVED}  # until an approved answer is sent, none was given
_SUBJECT, _OWNER = frozenset({Part.SUBJECT}), frozenset({Part.OWNER})
_OFFICERS, _EITHER = frozenset({Part.OWNER, Part.OFFICER}), frozenset({Part.SUBJECT, Part.OWNER})
_RUNNING = frozenset({Status.IN_PROGRESS})
_PAUSED, _WAITING = frozenset({Status.PAUSED}), frozenset({Status.WAITING})
_ANSWERED = frozenset({Status.ANSWERED})
_SENDING = frozenset({Status.APPROVED, Status.ANSWERED})
COPIED = frozenset({Kind.ACCESS, Kind.PORTABILITY})  # answered with a copy of the data
_ACCESS, _COMPLAINT = frozenset({Kind.ACCESS}), frozenset({Kind.COMPLAINT})

# Receipt is not here: it is how a request begins, and nothing can be done to lead back to it.
MAY: Mapping[Act, May] = {
    Act.TAKEN: May(_OFFICERS, frozenset({Status.RECEIVED})),
    Act.ASSIGNED: May(_OFFICERS, OPEN),
    Act.ACKNOWLEDGED: May(_OWNER, _RUNNING | _WAITING, _COMPLAINT),
    Act.IDENTITY_ASKED: May(_OWNER, _RUNNING | _WAITING),
    Act.IDENTITY_CONFIRMED: May(_OWNER, _WAITING),
    Act.AUTHORITY_ASKED: May(_OWNER, _RUNNING | _WAITING),
    Act.AUTHORITY_CONFIRMED: May(_OWNER, _WAITING),
    Act.CLARIFICATION_ASKED: May(_OWNER, _RUNNING, _ACCESS),  # SAR-4: nothing else can pause
    Act.CLARIFICATION_ANSWERED: May(_EITHER, _PAUSED, _ACCESS),
    Act.EXTENDED: May(_OWNER, _RUNNING | _PAUSED, frozenset(Kind) - _COMPLAINT),
    Act.SEARCHED: May(_OWNER, _RUNNING | _PAUSED, COPIED),
    Act.CHANGED: May(_SUBJECT, _BEFORE),
    Act.WITHDRAWN: May(_EITHER, OPEN),
    Act.CLOSED: May(_OWNER, _PAUSED, _ACCESS),
    Act.REOPENED: May(_OFFICERS | _SUBJECT, frozenset({Status.CLOSED}), _ACCESS),
    Act.APPROVED: May(_OWNER, HELD),
    Act.LOCKED: May(_OWNER, _SENDING, COPIED),
    Act.TAKEN_OUT: May(_OWNER, _SENDING),
    Act.ANSWERED: May(_OWNER, HELD),
    Act.SENT_AGAIN: May(_OWNER, _ANSWERED),
    Act.LETTER_SENT: May(_OWNER, frozenset(Status) - {Status.RECEIVED}),
    Act.SHARED: May(_SUBJECT, _ANSWERED),
    Act.UNSHARED: May(_SUBJECT, _ANSWERED),
    Act.CODE_GIVEN: May(_OWNER, frozenset(Status) - {Status.RECEIVED}),
}

RIGHTS: Mapping[Kind, Right] = {
    Kind.ACCESS: Right.ACCESS,
    Kind.RECTIFICATION: Right.RECTIFICATION,
    Kind.ERASURE: Right.ERASURE,
    Kind.RESTRICTION: Right.RESTRICTION,
    Kind.OBJECTION: Right.OBJECTION,
    Kind.PORTABILITY: Right.PORTABILITY,
    Kind.HUMAN_REVIEW: Right.HUMAN_REVIEW,
    Kind.COMPLAINT: Right.COMPLAINT_ACK,
}
# What the clock looks at; everything else leaves it as it is.
_HAPPENED: Mapping[Act, Happened] = {
    Act.IDENTITY_ASKED: Happened.ID_REQUESTED,
    Act.IDENTITY_CONFIRMED: Happened.ID_RECEIVED,
    Act.AUTHORITY_ASKED: Happened.AUTHORITY_REQUESTED,
    Act.AUTHORITY_CONFIRMED: Happened.AUTHORITY_RECEIVED,
    Act.CLARIFICATION_ASKED: Happened.CLARIFY_ASKED,
    Act.CLARIFICATION_ANSWERED: Happened.CLARIFY_RECEIVED,
    Act.EXTENDED: Happened.EXTEND_NOTICE,
}
_ENDS: Mapping[Act, Status] = {
    Act.ANSWERED: Status.ANSWERED,
    Act.WITHDRAWN: Status.WITHDRAWN,
    Act.CLOSED: Status.CLOSED,
}
_LEADS_TO = {**_ENDS, Act.APPROVED: Status.APPROVED}
_QUESTIONS = {
    Act.IDENTITY_ASKED: Act.IDENTITY_CONFIRMED,
    Act.AUTHORITY_ASKED: Act.AUTHORITY_CONFIRMED,
    Act.CLARIFICATION_ASKED: Act.CLARIFICATION_ANSWERED,
}


# Words to the person that the portal gives; who cannot sign in gets them as a letter.
LETTERS = frozenset({*_QUESTIONS, Act.ACKNOWLEDGED, Act.EXTENDED, Act.CLOSED})


def unsent(events: Iterable[H]) -> list[H]:
    """The letters of which nobody wrote down that they were sent, the first one first."""
    told = list(events)
    sent = {each.details["letter"] for each in told if each.act is Act.LETTER_SENT}
    return [each for each in told if each.act in LETTERS and each.number not in sent]


@dataclass(frozen=True)
class Standing:
    """Where a request stands, told from its events.

    ``clock`` is None where the law's table of holidays does not reach (SAR-2). ``asked_on`` is
    the day of each question that is still open. A complaint is due until it is acknowledged;
    then the law names no day (DPA 2018 s.164A). ``result`` is what was decided under the right,
    in the code of ``outcomes.models.Result``, where the right has outcomes of its own.
    ``delivery`` is how an answer is or was sent that the portal does not give.
    """

    status: Status
    owner_id: UUID | None
    number: int
    clock: Deadline | None
    asked_on: Mapping[Act, date]
    acknowledged_on: date | None = None
    ended_on: date | None = None
    outcome: Outcome | None = None
    result: str = ""
    delivery: str = ""

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def due(self) -> date | None:
        """By the end of which local day it has to be answered; None while no day is set."""
        return None if self.clock is None or self.acknowledged_on else self.clock.due

    def days_left(self, today: date) -> int | None:
        """Days until it is due, less than 0 when it is late; None once ended or without a day."""
        return (self.due - today).days if self.due and self.is_open else None

    def is_late(self, today: date) -> bool:
        """Whether it is, or was, not answered in time; a complaint: not acknowledged in time."""
        due = self.clock.due if self.clock else None
        return due is not None and (self.acknowledged_on or self.ended_on or today) > due


def standing(
    kind: Kind, jurisdiction: str, received_on: date, events: Iterable[Happening]
) -> Standing:
    """Where a request stands, from all that happened to it, in whatever order it is told.

    Raises OutOfOrderError, UnaskedError or UnknownCalendarError.
    """
    told = sorted(events, key=lambda event: event.number)
    owner, ended, acknowledged, approved = None, None, None, None
    said: Mapping[str, Any] = {}
    asked: dict[Act, date] = {}
    for event in told:
        if event.act in {Act.TAKEN, Act.ASSIGNED}:
            owner = UUID(str(event.details["owner_id"]))
        elif event.act in _QUESTIONS:
            asked.setdefault(event.act, event.on)
        elif event.act in _ENDS or event.act is Act.REOPENED:
            ended = event if event.act in _ENDS else None
            said = event.details if event.act is Act.ANSWERED else {}
        elif event.act is Act.APPROVED:
            approved = event
        elif event.act is Act.ACKNOWLEDGED:
            acknowledged = event.on
        for question, answer in _QUESTIONS.items():
            if event.act is answer:
                asked.pop(question, None)
    return Standing(
        status=_status(ended or approved, asked, owner),
        owner_id=owner,
        number=told[-1].number if told else 0,
        clock=_clock(kind, jurisdiction, received_on, told),
        asked_on=asked,
        acknowledged_on=acknowledged,
        ended_on=ended.on if ended else None,
        outcome=Outcome(said["outcome"]) if said.get("outcome") else None,
        result=(said.get("decided") or {}).get("result", ""),
        delivery=str(approved.details.get("delivery", "")) if approved else "",
    )


def foreseen(
    kind: Kind,
    jurisdiction: str,
    received_on: date,
    events: Sequence[Happening],
    more: Sequence[tuple[Act, date]],
) -> Standing:
    """Where the request would stand after these acts on these days: to be shown before saving."""
    last = max((event.number for event in events), default=0)
    would = [Foreseen(last + at, act, on) for at, (act, on) in enumerate(more, start=1)]
    return standing(kind, jurisdiction, received_on, [*events, *would])


def _status(last: Happening | None, asked: Mapping[Act, date], owner: UUID | None) -> Status:
    if last is not None:
        return _LEADS_TO[last.act]
    if asked.keys() & {Act.IDENTITY_ASKED, Act.AUTHORITY_ASKED}:
        return Status.WAITING
    if Act.CLARIFICATION_ASKED in asked:
        return Status.PAUSED
    return Status.RECEIVED if owner is None else Status.IN_PROGRESS


def _clock(
    kind: Kind, jurisdiction: str, received_on: date, events: Iterable[Happening]
) -> Deadline | None:
    happened = [Event(_HAPPENED[event.act], event.on) for event in events if event.act in _HAPPENED]
    try:
        return deadline(RIGHTS[kind], jurisdiction, received_on, happened)
    except BeyondTableError:
        return None
