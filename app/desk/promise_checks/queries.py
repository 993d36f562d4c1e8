"""The officer's lists of what differs from the register: kinds and counts, nobody's data."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.access_log.promises import queries as promises
from app.access_log.promises.models import PromiseMatter
from app.access_log.promises.queries import Answered
from app.core import clock
from app.register import queries as register
from app.register.in_force.rules import Practice


@dataclass(frozen=True)
class Row:
    """One kind of difference, with the practice it belongs to, if any describes the data."""

    matter: PromiseMatter
    practice: Practice | None
    answered: Answered | None = None


@dataclass(frozen=True)
class Lists:
    waiting: Sequence[Row]
    answered: Sequence[Row]


def lists(session: Session) -> Lists:
    """What waits, by practice and system, and what was answered lately."""
    today = register.in_force(session, clock.now())
    return Lists(
        [Row(each, today.practice(each.practice_id)) for each in promises.open_matters(session)],
        [
            Row(each.matter, today.practice(each.matter.practice_id), each)
            for each in promises.answered(session)
        ],
    )


def row(session: Session, reference: str) -> Row:
    """One of them. Raises NotFoundError."""
    matter = promises.matter(session, reference)
    today = register.in_force(session, clock.now())
    answered = promises.answer_of(session, matter)
    return Row(matter, today.practice(matter.practice_id), answered)
