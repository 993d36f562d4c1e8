"""What a person had answered at a moment."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.consent import rules
from app.consent.models import ConsentEvent, ConsentNotice, ConsentRecord

AT_ONCE = 400  # values in one IN (…)
Steps = list[tuple[ConsentEvent, ConsentNotice]]


@dataclass(frozen=True)
class Answers:
    """The steps of one person's record of one choice, in order."""

    practice_id: str
    steps: Steps

    def forbid(self, system: str, purpose: str, at: datetime, zone: Callable[[], str]) -> bool:
        """Whether an access of that moment rested on a yes that had ended, or on a no.

        Between the end of a yes and the moment by when we promised to stop, it did not.
        """
        before = [(event, notice) for event, notice in self.steps if event.at <= at]
        if not before or not _is_about(before[-1][1], system, purpose):
            return False
        event, _notice = before[-1]
        if event.state in rules.PERMITTING or event.number == 1:
            return False
        ended = _end_of_a_yes(before)
        if ended is None:
            return True
        first, said_yes_to = ended
        return at > rules.stopped_by(said_yes_to.stops, first.at, zone())


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
