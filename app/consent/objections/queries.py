"""One's own objections, and how many wait for the officers."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session, col, select

from app.consent.objections.models import Objection
from app.identity.people.models import Person


class Arrived(NamedTuple):
    """What the desk's list says of an objection: not whose it is, nor what it says."""

    reference: str
    practice_id: str
    filed_at: datetime


def of(session: Session, person: Person, practice_id: str) -> Sequence[Objection]:
    """This person's objections to a practice, the newest first."""
    mine = select(Objection).where(
        Objection.person_id == person.id, Objection.practice_id == practice_id
    )
    return session.exec(mine.order_by(col(Objection.filed_at).desc())).all()


def all_of(session: Session, person: Person) -> Sequence[Objection]:
    """All of this person's objections, the newest first."""
    mine = select(Objection).where(Objection.person_id == person.id)
    return session.exec(mine.order_by(col(Objection.filed_at).desc())).all()


def by_form(session: Session, person: Person, form_key: UUID) -> Objection | None:
    sent = select(Objection).where(Objection.person_id == person.id, Objection.form_key == form_key)
    return session.exec(sent).one_or_none()


def arrived(session: Session, officer_id: UUID, limit: int = 200) -> list[Arrived]:
    """Everybody's objections but the officer's own, the oldest first."""
    others = (
        select(col(Objection.reference), col(Objection.practice_id), col(Objection.filed_at))
        .where(Objection.person_id != officer_id)
        .order_by(col(Objection.filed_at))
        .limit(limit)
    )
    return [Arrived(*row) for row in session.exec(others)]
