"""How a question stands, by when it is due, and who may do what: no database, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.access_log.outcomes.rules import Verdict
from app.core.errors import ConflictError, ForbiddenError, RejectedError
from app.core.language import gettext as _
from app.identity.calendars.rules import BeyondTableError, is_working
from app.questions.models import Act, Question, QuestionEvent

ANSWERED_WITHIN = 5  # working days (issue 5)
REPLIED_WITHIN = 3  # working days for who looked, our own: the answer needs the other two


class Status(StrEnum):
    """How far a question has come."""

    ASKED_OF_ACCESSOR = "asked-of-accessor"
    WITH_TEAM = "with-team"
    REPLIED = "replied"
    DECIDED = "decided"


class Name(StrEnum):
    """Whether it was asked, and decided, that who looked is named."""

    NOT_ASKED = "not-asked"
    ASKED = "asked"
    TOLD = "told"
    WITHHELD = "withheld"


class Part(StrEnum):
    """What somebody is to a question."""

    ASKER = "asker"
    ACCESSOR = "accessor"
    OWNER = "owner"
    OFFICER = "officer"


class Level(StrEnum):
    """To whom a question went that was not answered in time."""

    OFFICER = "officer"
    REPRESENTATIVE = "representative"


class NotYoursToDoError(ForbiddenError):
    def __init__(self, said: str = "") -> None:
        super().__init__(said or _("This is for somebody else to do."))


class NotNowError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("This cannot be done any more: the question has moved on."))


class OfConcernError(RejectedError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "This was a look at a concern you raised, and a question would show another"
                " officer who raised it. Write in the concern instead, under Concerns."
            )
        )


@dataclass(frozen=True)
class Standing:
    """What the events of a question come to. ``number`` is that of the last one."""

    number: int
    due: date | None
    owner_id: UUID | None = None
    passed_on: date | None = None
    reply_due: date | None = None
    replied_on: date | None = None
    decided_on: date | None = None
    verdict: Verdict | None = None
    level: Level | None = None
    name: Name = Name.NOT_ASKED

    @property
    def status(self) -> Status:
        if self.decided_on:
            return Status.DECIDED
        if self.replied_on:
            return Status.REPLIED
        return Status.ASKED_OF_ACCESSOR if self.passed_on else Status.WITH_TEAM

    @property
    def is_open(self) -> bool:
        """Whether it has no answer yet."""
        return self.decided_on is None

    @property
    def needs_the_desk(self) -> bool:
        return self.is_open or self.name is Name.ASKED

    def is_late(self, today: date) -> bool:
        """Whether the answer is or was later than its day."""
        return self.due is not None and (self.decided_on or today) > self.due

    def days_left(self, today: date) -> int | None:
        return None if self.due is None else (self.due - today).days


def standing(question: Question, events: Sequence[QuestionEvent]) -> Standing:
    """Where a question stands after these events, in their order."""
    found = Standing(0, working_days_after(question.jurisdiction, question.asked_on))
    for event in events:
        found = _after(replace(found, number=event.number), question.jurisdiction, event)
    return found


def _after(found: Standing, jurisdiction: str, event: QuestionEvent) -> Standing:
    changed: dict[str, Any] = {}
    if owner := event.details.get("owner_id"):
        changed["owner_id"] = UUID(str(owner))
    match event.act:
        case Act.PASSED_ON:
            due = working_days_after(jurisdiction, event.on, REPLIED_WITHIN)
            changed |= {"passed_on": event.on, "reply_due": due}
        case Act.REPLIED:
            changed["replied_on"] = event.on
        case Act.DECIDED:
            verdict = Verdict(event.details["verdict"])
            changed |= {"decided_on": event.on, "verdict": verdict}
        case Act.NAME_ASKED:
            changed["name"] = Name.ASKED
        case Act.NAME_DECIDED:
            changed["name"] = Name.TOLD if event.details["told"] else Name.WITHHELD
        case Act.ESCALATED:
            changed["level"] = Level(event.details["level"])
    return replace(found, **changed)


def working_days_after(jurisdiction: str, day: date, number: int = ANSWERED_WITHIN) -> date | None:
    """The last of so many working days, the first being the one after ``day``.

    None beyond the table of public holidays: no day is guessed (LAW SAR-2).
    """
    try:
        while number:
            day += timedelta(days=1)
            number -= is_working(jurisdiction, day)
    except BeyondTableError:
        return None
    return day


def escalates_to(found: Standing, jurisdiction: str, today: date) -> Level | None:
    """Whom a question goes to today for want of an answer; None if nobody else.

    Another officer once its day is over, the representatives after as many days again.
    """
    if not found.is_open or found.due is None or today <= found.due:
        return None
    again = working_days_after(jurisdiction, found.due)
    if found.level is None:
        return Level.OFFICER
    if found.level is Level.OFFICER and again is not None and today > again:
        return Level.REPRESENTATIVE
    return None


def check(act: Act, part: Part | None, question: Question, found: Standing) -> None:
    """Raise unless somebody who is this to a question may do this now."""
    if part not in _WHO[act]:
        raise NotYoursToDoError
    if not _is_time(act, question, found):
        raise NotNowError


def may(act: Act, part: Part | None, question: Question, found: Standing) -> bool:
    return part in _WHO[act] and _is_time(act, question, found)


_AT_DESK = frozenset({Part.OWNER, Part.OFFICER})
_WHO: dict[Act, frozenset[Part]] = {
    Act.TAKEN: _AT_DESK,
    Act.ASSIGNED: _AT_DESK,
    Act.PASSED_ON: frozenset({Part.OWNER}),
    Act.REPLIED: frozenset({Part.ACCESSOR}),
    Act.DECIDED: frozenset({Part.OWNER}),
    Act.NAME_ASKED: frozenset({Part.ASKER}),
    Act.NAME_DECIDED: frozenset({Part.OWNER}),
}


def _is_time(act: Act, question: Question, found: Standing) -> bool:
    return {
        Act.TAKEN: found.needs_the_desk and found.owner_id is None,
        Act.ASSIGNED: found.needs_the_desk,
        Act.PASSED_ON: found.is_open
        and found.passed_on is None
        and question.accessor_id is not None,
        Act.REPLIED: found.status is Status.ASKED_OF_ACCESSOR,
        Act.DECIDED: found.is_open,
        Act.NAME_ASKED: found.name is Name.NOT_ASKED and question.accessor_id is not None,
        Act.NAME_DECIDED: found.name is Name.ASKED,
    }[act]
