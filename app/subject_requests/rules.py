"""The law of a request's clock as arithmetic: no database, no web, no clock.

UK GDPR Art 12, 12A; EU GDPR Art 12(3); DPA 2018 s.164A; Regulation (EEC, Euratom) 1182/71 Art 3;
ICO, Right of access (December 2025). The order “roll, add the paused days, roll” is the ICO's.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import zip_longest
from typing import NamedTuple

from app.core.errors import RejectedError
from app.core.language import gettext as _
from app.identity.calendars.rules import check_within, roll

MONTHS, EXTENDED_MONTHS = 1, 3
ACKNOWLEDGE_WITHIN = timedelta(days=30)


class Right(StrEnum):
    """What is asked for; a complaint's clock is that of its acknowledgement."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    OBJECTION = "objection"
    PORTABILITY = "portability"
    HUMAN_REVIEW = "human_review"
    COMPLAINT_ACK = "complaint_ack"


class Happened(StrEnum):
    """What may happen to a request that its clock must look at."""

    ID_REQUESTED = "id_requested"
    ID_RECEIVED = "id_received"
    ID_INSUFFICIENT = "id_insufficient"
    AUTHORITY_REQUESTED = "authority_requested"
    AUTHORITY_RECEIVED = "authority_received"
    FEE_REQUESTED = "fee_requested"
    FEE_PAID = "fee_paid"
    UNCLEAR_IF_SAR = "unclear_if_sar"
    CONFIRMED_SAR = "confirmed_sar"
    CLARIFY_ASKED = "clarify_asked"
    CLARIFY_RECEIVED = "clarify_received"
    FORMAT_ASKED = "format_asked"
    FORMAT_RECEIVED = "format_received"
    EXTEND_NOTICE = "extend_notice"


# What the clock waits for before it starts, if it was asked for (Art 12A(2)).
STARTS: Mapping[Happened, Happened] = {
    Happened.ID_REQUESTED: Happened.ID_RECEIVED,
    Happened.AUTHORITY_REQUESTED: Happened.AUTHORITY_RECEIVED,
    Happened.FEE_REQUESTED: Happened.FEE_PAID,
    Happened.UNCLEAR_IF_SAR: Happened.CONFIRMED_SAR,
}
ANSWERS: Mapping[Happened, Happened] = {
    **STARTS,
    Happened.CLARIFY_ASKED: Happened.CLARIFY_RECEIVED,
    Happened.FORMAT_ASKED: Happened.FORMAT_RECEIVED,
}


class Event(NamedTuple):
    """Something that happened to a request, on a local civil date."""

    what: Happened
    on: date


class Pause(NamedTuple):
    """A question to the person: days from asking to the answer; ``until`` None while it is open."""

    since: date
    until: date | None


@dataclass(frozen=True)
class Deadline:
    """When the answer is due, and each step by which that is so.

    ``due`` is None while the clock is stopped: before its start (``start`` is None) or in an open
    pause. ``waits_for`` then says what would let it run.
    """

    due: date | None
    start: date | None = None
    base: date | None = None
    rolled: date | None = None
    pauses: Sequence[Pause] = ()
    paused_days: int = 0
    extended: bool = False
    late_notice: date | None = None
    waits_for: Happened | None = None


class OutOfOrderError(RejectedError):
    """Something happened before what it follows from."""

    def __init__(self, what: str, on: date, before: str, then: date) -> None:
        super().__init__(
            _("%(what)s on %(on)s is before %(before)s on %(then)s.")
            % {"what": what, "on": on, "before": before, "then": then}
        )


class UnaskedError(RejectedError):
    """There are more answers than questions."""

    def __init__(self, answer: Happened) -> None:
        super().__init__(
            _("There are more of %(answer)s than were asked for.") % {"answer": answer}
        )


def months_later(start: date, months: int) -> date:
    """The same day ``months`` later, or that month's last day if it is shorter.

    Regulation (EEC, Euratom) 1182/71 Art 3(2)(c).
    """
    year, month0 = divmod(start.year * 12 + start.month - 1 + months, 12)
    last_day = monthrange(year, month0 + 1)[1]
    return date(year, month0 + 1, min(start.day, last_day))


def deadline(
    right: Right, jurisdiction: str, received: date, events: Iterable[Event] = ()
) -> Deadline:
    """When a request that was received on a local date is due, from all that happened to it.

    The order of the events does not matter, only their dates. Raises OutOfOrderError,
    UnaskedError, BeyondTableError or UnknownCalendarError.
    """
    on = _dates(received, events)
    if right is Right.COMPLAINT_ACK:
        check_within(received)
        base = received + ACKNOWLEDGE_WITHIN
        due = roll(jurisdiction, base)
        return Deadline(due, received, base, due)
    if (waits_for := _waits_for(on)) is not None:
        return Deadline(None, waits_for=waits_for)
    start = max([received] + [max(on[answer]) for ask, answer in STARTS.items() if on[ask]])
    questions = list(_questions(on)) if right is Right.ACCESS else []
    first = _running(jurisdiction, start, MONTHS, questions)
    notices = on[Happened.EXTEND_NOTICE]
    if not notices:
        return first
    if first.due is not None and notices[0] > first.due:
        return replace(first, late_notice=notices[0])
    return replace(_running(jurisdiction, start, EXTENDED_MONTHS, questions), extended=True)


def _dates(received: date, events: Iterable[Event]) -> Mapping[Happened, Sequence[date]]:
    """The days of each kind, in order; no answer before its question, nothing before receipt."""
    on: dict[Happened, list[date]] = {what: [] for what in Happened}
    for event in events:
        if event.on < received:
            raise OutOfOrderError(event.what, event.on, "receipt", received)
        on[event.what].append(event.on)
    for days in on.values():
        days.sort()
    for ask, answer in ANSWERS.items():
        for asked, answered in zip(on[ask], on[answer], strict=False):
            if answered < asked:
                raise OutOfOrderError(answer, answered, ask, asked)
    return on


def _waits_for(on: Mapping[Happened, Sequence[date]]) -> Happened | None:
    """What was asked for and has not come, without which the clock does not start."""
    for ask, answer in STARTS.items():
        if on[ask] and not on[answer]:
            return answer
    refused, came = on[Happened.ID_INSUFFICIENT], on[Happened.ID_RECEIVED]
    if on[Happened.ID_REQUESTED] and refused:
        if refused[0] < came[0]:
            raise OutOfOrderError(
                Happened.ID_INSUFFICIENT, refused[0], Happened.ID_RECEIVED, came[0]
            )
        if len(came) <= len(refused) or refused[-1] > came[-1]:
            return Happened.ID_RECEIVED
    return None


def _questions(on: Mapping[Happened, Sequence[date]]) -> Iterator[Pause]:
    asked, answered = on[Happened.CLARIFY_ASKED], on[Happened.CLARIFY_RECEIVED]
    if len(answered) > len(asked):
        raise UnaskedError(Happened.CLARIFY_RECEIVED)
    yield from (Pause(since, until) for since, until in zip_longest(asked, answered))


def _running(jurisdiction: str, start: date, months: int, questions: Sequence[Pause]) -> Deadline:
    """The clock from its start, stopped by each question asked before it had run out."""
    check_within(start)
    base = months_later(start, months)
    rolled = due = roll(jurisdiction, base)
    days, kept = 0, []
    for question in questions:
        if question.since > due:
            break
        kept.append(question)
        if question.until is None:
            waits_for = Happened.CLARIFY_RECEIVED
            return Deadline(None, start, base, rolled, kept, days, waits_for=waits_for)
        check_within(question.until)
        days = _days(kept, start)
        due = roll(jurisdiction, rolled + timedelta(days=days))
    return Deadline(due, start, base, rolled, kept, days)


def _days(pauses: Iterable[Pause], start: date) -> int:
    """Days without the clock, each once: a question answered the same day stops nothing."""
    days, counted = 0, start
    for since, until in pauses:
        assert until is not None
        days += max((until - max(since, counted)).days, 0)
        counted = max(counted, until)
    return days
