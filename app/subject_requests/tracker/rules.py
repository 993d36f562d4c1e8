"""The clock as a bar, the fixed steps, and what happened with its idle stretches, as values."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from app.identity.calendars.rules import local_day
from app.subject_requests.models import (
    Act,
    Channel,
    SubjectRequest,
    SubjectRequestEvent,
    SubjectRequestMessage,
)
from app.subject_requests.progress.rules import Standing, Status

_DECIDED = frozenset({Status.APPROVED, Status.ANSWERED})
IDLE = timedelta(days=7)  # nothing for longer than this is said


class Span(NamedTuple):
    """A stretch of days."""

    since: date
    until: date

    @property
    def days(self) -> int:
        return (self.until - self.since).days


@dataclass(frozen=True)
class Bar:
    """The clock drawn from receipt to the last day that counts. ``due`` None: no day is set."""

    start: date
    end: date
    now: date
    due: date | None
    pauses: Sequence[Span]

    def share(self, day: date) -> float:
        """How far along the bar a day lies, 0 to 1."""
        whole = max((self.end - self.start).days, 1)
        return min(max((day - self.start).days / whole, 0.0), 1.0)


class Step(StrEnum):
    """The fixed steps of a request."""

    RECEIVED = "received"
    CONFIRMED = "confirmed"
    TAKEN = "taken"
    WORKED_ON = "worked-on"
    APPROVED = "approved"
    ANSWERED = "answered"


class State(StrEnum):
    """How far a step is."""

    DONE = "done"
    NOW = "now"
    TO_COME = "to-come"


class Line(NamedTuple):
    """One thing of the history: an event, a message, or (with neither) days without any."""

    on: date
    at: datetime | None = None
    event: SubjectRequestEvent | None = None
    message: SubjectRequestMessage | None = None
    idle: Span | None = None
    restarts: bool = False


def bar(received_on: date, standing: Standing, today: date) -> Bar | None:
    """The clock of a request; None where it has not started, or has no day by law."""
    clock = standing.clock
    if clock is None or clock.rolled is None or standing.acknowledged_on is not None:
        return None
    now = standing.ended_on or today
    end = max(clock.due or clock.rolled, now, received_on)
    pauses = [Span(since, until or now) for since, until in clock.pauses]
    return Bar(received_on, end, min(now, end), clock.due, [p for p in pauses if p.days > 0])


def steps(request: SubjectRequest, standing: Standing) -> Iterator[tuple[Step, State]]:
    """The fixed steps; none once the person took the request back, or it was closed."""
    if standing.status in {Status.WITHDRAWN, Status.CLOSED}:
        return
    proven = standing.status is not Status.WAITING
    herself = request.channel is Channel.PORTAL and not request.representative
    known = herself or standing.owner_id is not None
    done = {
        Step.RECEIVED: True,
        Step.CONFIRMED: proven and known,
        Step.TAKEN: standing.owner_id is not None,
        **dict.fromkeys((Step.WORKED_ON, Step.APPROVED), standing.status in _DECIDED),
        Step.ANSWERED: standing.status is Status.ANSWERED,
    }
    now = next((step for step in Step if not done[step]), None)
    for step in Step:
        yield step, State.DONE if done[step] else State.NOW if step is now else State.TO_COME


def history(
    request: SubjectRequest,
    events: Sequence[SubjectRequestEvent],
    messages: Iterable[SubjectRequestMessage],
    standing: Standing,
    today: date,
) -> list[Line]:
    """All that happened, the newest first: what was written, each step, and idle stretches.

    An answer that is a message stands there once, as the message that restarts the clock.
    Days on which it was the person's turn are not idle.
    """
    answers = {event.details.get("message_id") for event in events} - {None}
    lines = [Line(event.on, event.at, event) for event in events if not _is_message(event)]
    lines += [
        Line(local_day(request.jurisdiction, m.at), m.at, message=m, restarts=str(m.id) in answers)
        for m in messages
    ]
    lines.sort(key=lambda line: (line.at, line.event.number if line.event else 0))
    told: list[Line] = []
    before, hers = None, False
    for line in lines:
        if before is not None and not hers:
            told += _idle(before, line.on)
        told.append(line)
        before = line.on if before is None else max(before, line.on)
        hers = _is_hers(line, hers)
    if before is not None and standing.is_open and not hers:
        told += _idle(before, today)
    return told[::-1]


def _idle(since: date, until: date) -> list[Line]:
    span = Span(since, until)
    return [Line(until, idle=span)] if until - since > IDLE else []


def _is_message(event: SubjectRequestEvent) -> bool:
    return "message_id" in event.details


def _is_hers(line: Line, before: bool) -> bool:
    """Whether it is the person's turn after this."""
    if line.restarts:
        return False
    if line.event is None:
        return before
    asks = {Act.CLARIFICATION_ASKED, Act.IDENTITY_ASKED, Act.AUTHORITY_ASKED, Act.REOPENED}
    has = {Act.CLARIFICATION_ANSWERED, Act.IDENTITY_CONFIRMED, Act.AUTHORITY_CONFIRMED}
    return line.event.act in asks or (before and line.event.act not in has)
