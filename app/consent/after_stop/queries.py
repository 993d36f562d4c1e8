"""What a person had answered at a moment, and what rested on her answer."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session, col, select

from app.consent import rules
from app.consent.changes import rules as changes
from app.consent.models import ConsentEvent, ConsentNotice, ConsentRecord
from app.consent.notices import rules as notices
from app.consent.queries import is_choice
from app.register import queries as register
from app.register.in_force.rules import Practice
from app.register.rules import Worker, why_it_applies
from app.register.schemas import PracticeDocument

AT_ONCE = 400  # values in one IN (…)
Steps = list[tuple[ConsentEvent, ConsentNotice]]
Changed = Callable[[ConsentNotice, datetime], datetime | None]


class Use(NamedTuple):
    """An access as an answer may permit it."""

    system: str
    purpose: str
    categories: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class Answers:
    """The steps of one person's record of one choice, in order."""

    practice_id: str
    steps: Steps

    def forbid(self, use: Use, changed: Changed, zone: Callable[[], str]) -> bool:
        """Whether an access rested on a yes that had ended, or on a no.

        Between the end of a yes and the moment by when we promised to stop, it did not. Who was
        only asked by then is ``unanswered``'s.
        """
        before = [(event, notice) for event, notice in self.steps if event.at <= use.at]
        about = [place for place, step in enumerate(before) if _is_answer(step, use)]
        if not about:
            return False
        given = [place for place in about if before[place][0].state in rules.PERMITTING]
        if not given:
            return True
        event, said_yes_to = before[given[-1]]
        ends = [step.at for step, _notice in before[given[-1] + 1 : given[-1] + 2]]
        ends += [end for end in (event.valid_until, changed(said_yes_to, use.at)) if end]
        return use.at > rules.stopped_by(said_yes_to.stops, min(ends), zone())

    def had_begun(self, use: Use) -> bool:
        """Whether there was an answer by then that an access would rest on, or an end of one."""
        return any(step[0].at <= use.at and _is_answer(step, use) for step in self.steps)


class Choices:
    """The choices in force on a day, by the system and each purpose that rests on a yes."""

    def __init__(self, session: Session) -> None:
        self._histories = register.histories(session)
        self._zone = register.zone(self._histories)
        self._days: dict[date, dict[tuple[str, str], list[Practice]]] = {}
        self._changed: dict[tuple[UUID, date], datetime | None] = {}

    def resting(self, use: Use) -> Sequence[Practice]:
        """The choices that an access rested on."""
        day = self._day(use.at)
        if day not in self._days:
            self._days[day] = self._of_day(use.at)
        return self._days[day].get((use.system, use.purpose), ())

    def changed(self, said_yes_to: ConsentNotice, at: datetime) -> datetime | None:
        """Since when, by that day, the register asks anew what a yes was said to; None: not."""
        key = said_yes_to.id, self._day(at)
        if key not in self._changed:
            practice = self._practice(said_yes_to, at)
            since = practice and changes.differs_since(practice, said_yes_to, self._zone)
            self._changed[key] = since or None
        return self._changed[key]

    def has_another_reason(self, use: Use, worker: Worker) -> bool:
        """Whether the register gave an access a legal reason other than a yes, by then and for her.

        For each kind of data some practice does, be it what was a choice before.
        """
        in_force = register.in_force_of(self._histories, use.at)
        others = [p.document for p in in_force.practices if _gives_another(p.document, use, worker)]
        kept = {category.id for document in others for category in document.categories}
        return bool(others) and kept.issuperset(use.categories)

    def unanswered(self, use: Use, worker: Worker, answers: Iterable[Answers]) -> list[str]:
        """Those that an access rested on and whom it was about had not answered by then.

        Only a yes permits anything (LAW CON-6), whether or not she was asked for it.
        """
        answered = {each.practice_id for each in answers if each.had_begun(use)}
        return [
            practice.id
            for practice in self.resting(use)
            if practice.id not in answered
            and why_it_applies(practice.document.scope, worker) is not None
        ]

    def _day(self, at: datetime) -> date:
        return at.astimezone(self._zone).date()

    def _practice(self, answered: ConsentNotice, at: datetime) -> Practice | None:
        """What the choice was then, if it was in use."""
        practice = register.in_force_of(self._histories, at).practice(answered.practice_id)
        return practice if practice and practice.in_use else None

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


def _gives_another(document: PracticeDocument, use: Use, worker: Worker) -> bool:
    consented = {purpose.id for purpose in notices.purposes(document)}
    return (
        document.system == use.system
        and use.purpose in {purpose.id for purpose in document.purposes} - consented
        and why_it_applies(document.scope, worker) is not None
    )


def _is_about(notice: ConsentNotice, use: Use) -> bool:
    return notice.system == use.system and use.purpose in notice.purposes


def _is_answer(step: tuple[ConsentEvent, ConsentNotice], use: Use) -> bool:
    """Whether a step says more than that she was asked at first, and of what an access is."""
    return step[0].number > 1 and _is_about(step[1], use)
