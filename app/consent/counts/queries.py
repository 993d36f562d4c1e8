"""The share of those asked who said yes, once a month and in steps (LAW, “Small numbers”).

Answers are only ever added, so that what they were when a month began is frozen: whoever asks in
that month is told the same, whatever has been answered since.
"""

from datetime import datetime, time

from sqlalchemy import ColumnElement, and_, case, distinct, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from app.consent import rules
from app.consent.models import ConsentEvent, ConsentRecord, State
from app.core import clock, small_numbers
from app.core.config import settings
from app.core.small_numbers import Step
from app.register import queries as register


def month_began(session: Session) -> datetime:
    """The moment whose answers are counted: the register's month began with it."""
    zone = register.zone(register.histories(session))
    today = clock.now().astimezone(zone).date()
    return datetime.combine(today.replace(day=1), time(), zone)


def shares(session: Session) -> dict[str, Step]:
    """By choice the step in which the share lies; those that cannot be shown are left out.

    Neither can one whose people became a few more or less within the month before: fewer than k.
    """
    at, k = month_began(session), settings().k_small
    moved = _moved(session, at)
    steps = {
        choice: small_numbers.step(yes, asked, k)
        for choice, (yes, asked) in _answered(session, at).items()
        if not 0 < moved.get(choice, 0) < k
    }
    return {choice: step for choice, step in steps.items() if step is not None}


def _answered(session: Session, at: datetime) -> dict[str, tuple[int, int]]:
    """Of each choice, how many said yes to it, and how many were asked, as it was then."""
    last = (
        select(col(ConsentEvent.record_id), func.max(ConsentEvent.number).label("number"))
        .where(col(ConsentEvent.at) < at)
        .group_by(col(ConsentEvent.record_id))
        .subquery()
    )
    state, until = col(ConsentEvent.state), col(ConsentEvent.valid_until)
    counted = (
        select(
            ConsentRecord.practice_id,
            _how_many(state.in_(rules.PERMITTING) & (until > at)),
            _how_many(state != State.REVOKED),
        )
        .select_from(ConsentEvent)
        .join(
            last,
            and_(last.c.record_id == ConsentEvent.record_id, last.c.number == ConsentEvent.number),
        )
        .join(ConsentRecord, col(ConsentRecord.id) == col(ConsentEvent.record_id))
        .group_by(col(ConsentRecord.practice_id))
    )
    return {choice: (yes, asked) for choice, yes, asked in session.exec(counted)}


def _moved(session: Session, at: datetime) -> dict[str, int]:
    """Of each choice, of how many it became theirs, or was it no longer, in the month before.

    Not of those who were only asked again because the words changed: it was theirs all the time.
    """
    began = at.replace(year=at.year - (at.month == 1), month=(at.month - 2) % 12 + 1)
    before = aliased(ConsentEvent)
    came = col(ConsentEvent.number) == 1, col(before.state) == State.REVOKED  # at first, again
    moved = (
        select(ConsentRecord.practice_id, func.count(distinct(col(ConsentRecord.id))))
        .join(ConsentEvent, col(ConsentEvent.record_id) == col(ConsentRecord.id))
        .outerjoin(
            before,
            (col(before.record_id) == ConsentEvent.record_id)
            & (col(before.number) == ConsentEvent.number - 1),
        )
        .where(
            col(ConsentEvent.at) >= began,
            col(ConsentEvent.at) < at,
            or_(col(ConsentEvent.state) == State.REVOKED, *came),
        )
        .group_by(col(ConsentRecord.practice_id))
    )
    return dict(session.exec(moved).all())


def _how_many(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((which, 1), else_=0))
