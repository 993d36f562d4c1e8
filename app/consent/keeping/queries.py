"""Who is to be asked, and which answers may no longer hold."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.consent import rules
from app.consent.models import ConsentNotice, ConsentRecord, State
from app.identity.people.models import Person, Preference
from app.register.rules import REGISTERS_LANGUAGE

ANSWERED = frozenset(State) - {State.REQUESTED, State.REVOKED}


def never_asked(session: Session, practice_id: str) -> list[tuple[Person, str]]:
    """Who works here and has no record of this choice, with the language each reads in."""
    asked = select(ConsentRecord.person_id).where(ConsentRecord.practice_id == practice_id)
    people = (
        select(Person, col(Preference.language))
        .join(Preference, col(Preference.person_id) == col(Person.id), isouter=True)
        .where(col(Person.active).is_(True), col(Person.id).not_in(asked))
    )
    return [(person, language or REGISTERS_LANGUAGE) for person, language in session.exec(people)]


def notices_answered(session: Session) -> Sequence[ConsentNotice]:
    """The words that somebody's answer rests on now, and those of choices that were retired."""
    used = select(ConsentRecord.notice_id).where(col(ConsentRecord.state) != State.REQUESTED)
    return session.exec(select(ConsentNotice).where(col(ConsentNotice.id).in_(used))).all()


def resting_on(
    session: Session, notice: ConsentNotice, states: frozenset[State], limit: int
) -> Sequence[tuple[ConsentRecord, Person]]:
    """Records in one of these states that rest on these words."""
    found = (
        select(ConsentRecord, Person)
        .join(Person, col(Person.id) == col(ConsentRecord.person_id))
        .where(ConsentRecord.notice_id == notice.id, col(ConsentRecord.state).in_(states))
    )
    return session.exec(found.order_by(col(ConsentRecord.id)).limit(limit)).all()


def yes_to(session: Session, practice_id: str) -> Sequence[tuple[UUID, Person]]:
    """The record of each yes to a choice, and whose it is, working here or not any more."""
    found = (
        select(ConsentRecord.id, Person)
        .join(Person, col(Person.id) == col(ConsentRecord.person_id))
        .where(
            ConsentRecord.practice_id == practice_id,
            col(ConsentRecord.state).in_(rules.PERMITTING),
        )
    )
    return session.exec(found.order_by(col(ConsentRecord.id))).all()


def revoked(session: Session, notice: ConsentNotice) -> Sequence[tuple[ConsentRecord, Person]]:
    """Records that were revoked, of people who work here, that rest on these words."""
    found = (
        select(ConsentRecord, Person)
        .join(Person, col(Person.id) == col(ConsentRecord.person_id))
        .where(
            ConsentRecord.notice_id == notice.id,
            ConsentRecord.state == State.REVOKED,
            col(Person.active).is_(True),
        )
    )
    return session.exec(found.order_by(col(ConsentRecord.id))).all()


def ending_by(
    session: Session, moment: datetime, limit: int, after: datetime | None = None
) -> Sequence[tuple[ConsentRecord, Person]]:
    """A yes that ends at this moment or before, and after another if given."""
    found = (
        select(ConsentRecord, Person)
        .join(Person, col(Person.id) == col(ConsentRecord.person_id))
        .where(
            col(ConsentRecord.state).in_(rules.PERMITTING),
            col(ConsentRecord.valid_until) <= moment,
        )
    )
    if after is not None:
        found = found.where(col(ConsentRecord.valid_until) > after)
    return session.exec(found.order_by(col(ConsentRecord.valid_until)).limit(limit)).all()
