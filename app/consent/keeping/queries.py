"""Who is to be asked, and which answers may no longer hold."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Text, func, not_, or_, type_coerce
from sqlmodel import Session, col, select

from app.consent import rules
from app.consent.models import ConsentNotice, ConsentRecord, State
from app.identity.people.models import Person, Preference
from app.register.parts.schemas import Scope
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


def yes_of_others(
    session: Session, practice_id: str, scope: Scope, limit: int
) -> Sequence[tuple[ConsentRecord, Person]]:
    """Each yes of somebody who left, or to whom the scope does not apply any more.

    The database finds them. It may name somebody whose unit differs in the case of a letter that
    it does not know: whoever acts on it asks once more (``consent.queries.applies``).
    """
    found = (
        select(ConsentRecord, Person)
        .join(Person, col(Person.id) == col(ConsentRecord.person_id))
        .where(
            ConsentRecord.practice_id == practice_id,
            col(ConsentRecord.state).in_(rules.PERMITTING),
            or_(col(Person.active).is_(False), *_outside(scope)),
        )
    )
    return session.exec(found.order_by(col(ConsentRecord.id)).limit(limit)).all()


def _outside(scope: Scope) -> Iterator[ColumnElement[bool]]:
    """Each way of not being in a scope: lists narrow one another, an empty one means all."""
    for wanted, column in (
        (scope.units, col(Person.unit)),
        (scope.roles, col(Person.role_title)),
        (scope.establishments, col(Person.establishment)),
        (scope.work_settings, col(Person.work_setting)),
    ):
        if wanted:
            yield func.lower(column).not_in([name.lower() for name in wanted])
    if scope.devices:
        kept = func.lower(type_coerce(Person.devices, Text))
        spelt = [json.dumps(name.lower(), ensure_ascii=False) for name in scope.devices]
        yield not_(or_(*(kept.contains(name, autoescape=True) for name in spelt)))


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
