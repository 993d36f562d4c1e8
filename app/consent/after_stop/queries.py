"""What a person had answered at a moment, and what rested on her answer."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.access_log.queries import Look
from app.consent import rules
from app.consent.models import ConsentEvent, ConsentNotice, ConsentRecord
from app.consent.notices import rules as notices
from app.consent.queries import is_choice
from app.register import queries as register
from app.register.in_force.rules import Practice
from app.register.rules import Worker, why_it_applies

AT_ONCE = 400  # values in one IN (…)
Steps = list[tuple[ConsentEvent, ConsentNotice]]


@dataclass(frozen=True)
class Answers:
    """The steps of one person's record of one choice, in order."""

    practice_id: str
    steps: Steps

    def forbid(self, system: str, purpose: str, at: datetime, zone: Callable[[], str]) -> bool:
        """Whether an access of that moment rested on a yes that had ended, or on a no.

        Between the end of a yes and the moment by when we promised to stop, it did not. Who was
        only asked by then is ``unanswered``'s.
        """
        before = [(event, notice) for event, notice in self.steps if event.at <= at]
        if not before or not _is_about(before[-1][1], system, purpose):
            return False
        event, notice = before[-1]
        if event.number == 1:
            return False
        if event.state in rules.PERMITTING:
            until = event.valid_until
            return until is not None and at > rules.stopped_by(notice.stops, until, zone())
        ended = _end_of_a_yes(before)
        if ended is None:
            return True
        first, said_yes_to = ended
        return at > rules.stopped_by(said_yes_to.stops, first.at, zone())

    def had_begun(self, at: datetime) -> bool:
        """Whether there was an answer by then, or an end of one."""
        return any(event.number > 1 and event.at <= at for event, _notice in self.steps)


class Choices:
    """The choices in force on a day, by the system and each purpose that rests on a yes."""

    def __init__(self, session: Session) -> None:
        self._histories = register.histories(session)
        self._zone = register.zone(self._histories)
        self._days: dict[date, dict[tuple[str, str], list[Practice]]] = {}

    def resting(self, system: str, purpose: str, at: datetime) -> Sequence[Practice]:
        """The choices that an access of that moment rested on."""
        day = at.astimezone(self._zone).date()
        if day not in self._days:
            self._days[day] = self._of_day(at)
        return self._days[day].get((system, purpose), ())

    def unanswered(self, look: Look, worker: Worker, answers: Iterable[Answers]) -> list[str]:
        """Those that an access rested on and whom it was about had not answered by then.

        Only a yes permits anything (LAW CON-6), whether or not she was asked for it.
        """
        at = look.occurred_at
        answered = {each.practice_id for each in answers if each.had_begun(at)}
        return [
            practice.id
            for practice in self.resting(look.system, look.purpose, at)
            if practice.id not in answered
            and why_it_applies(practice.document.scope, worker) is not None
        ]

    def _of_day(self, at: datetime) -> dict[tuple[str, str], list[Practice]]:
        found: dict[tuple[str, str], list[Practice]] = {}
        for practice in register.in_force_of(self._histories, at).practices:
            if is_choice(practice):
                for purpose in notices.purposes(practice.document):
                    found.setdefault((practice.document.system, purpose.id), []).append(practice)
        return found


def answers_of(session: Session, people: Iterable[UUID]) -> dict[UUID, list[Answers]]:
    """What these people answered ever, by person."""
    rows: dict[tuple[UUID, str], Steps] = {}
    wanted = sorted(people)
    for start in range(0, len(wanted), AT_ONCE):
        steps = (
            select(ConsentRecord.person_id, ConsentRecord.practice_id, ConsentEvent, ConsentNotice)
            .join(ConsentEvent, col(ConsentEvent.record_id) == col(ConsentRecord.id))
            .join(ConsentNotice, col(ConsentNotice.id) == col(ConsentEvent.notice_id))
            .where(
                col(ConsentRecord.person_id).in_(wanted[start : start + AT_ONCE]),
                ConsentRecord.number > 1,
            )
            .order_by(col(ConsentEvent.number))
        )
        for person_id, practice_id, event, notice in session.exec(steps):
            rows.setdefault((person_id, practice_id), []).append((event, notice))
    found: dict[UUID, list[Answers]] = {}
    for (person_id, practice_id), steps_ in rows.items():
        found.setdefault(person_id, []).append(Answers(practice_id, steps_))
    return found


def _is_about(notice: ConsentNotice, system: str, purpose: str) -> bool:
    return notice.system == system and purpose in notice.purposes


def _end_of_a_yes(steps: Steps) -> tuple[ConsentEvent, ConsentNotice] | None:
    """The event with which the latest yes ended, and the words it was said to; None: never yes."""
    ended = said_yes_to = None
    for event, notice in steps:
        if event.state in rules.PERMITTING:
            ended, said_yes_to = None, notice
        elif ended is None and said_yes_to is not None:
            ended = event
    return (ended, said_yes_to) if ended is not None and said_yes_to is not None else None
