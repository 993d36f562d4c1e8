"""Whose yes is hers no longer, found by the database: those, and nobody who stays."""

from typing import Any

import pytest
from sqlmodel import Session, select

from app.consent import queries
from app.consent.keeping import queries as keeping
from app.consent.keeping import service
from app.consent.models import ConsentRecord, State
from app.core import clock
from app.identity.people.models import Person
from app.register import queries as register
from app.register.in_force.rules import Practice
from app.register.parts.schemas import Scope
from tests.support.cast import Cast
from tests.support.consent import TIPS, a_choice, answer, offer
from tests.support.database import on_both
from tests.support.make import a_person

EVERYWHERE: dict[str, Any] = {"scope": {}}
PEOPLE: list[dict[str, Any]] = [
    {},
    {"unit": "field OPERATIONS"},
    {"unit": "Dispatch"},
    {"role_title": "Dispatcher"},
    {"establishment": "perth"},
    {"work_setting": "home"},
    {"devices": []},
    {"devices": ["Laptop", "PHONE"]},
    {"devices": ["headphones"]},
    {"devices": ['a "big" phone', "100%"]},
    {"active": False},
]
SCOPES: list[dict[str, Any]] = [
    {},
    {"units": ["Field operations"]},
    {"units": ["Dispatch", "FIELD operations"]},
    {"roles": ["Field engineer"]},
    {"establishments": ["leith"]},
    {"work_settings": ["field", "hybrid"]},
    {"devices": ["phone"]},
    {"devices": ['A "big" phone']},
    {"devices": ["100%", "tablet"]},
    {"devices": ["1__%"]},
    {"units": ["Field operations"], "devices": ["phone"], "establishments": ["leith"]},
]


def everybody_says_yes(session: Session, cast: Cast) -> list[Person]:
    """One person of each sort; they all said yes while they worked here."""
    made = [a_person(session, f"E{6000 + number}") for number in range(len(PEOPLE))]
    offer(session, cast, a_choice(**EVERYWHERE))
    for person, different in zip(made, PEOPLE, strict=True):
        answer(session, person, yes=True)
        for name, value in different.items():
            setattr(person, name, value)
        session.add(person)
    session.flush()
    return made


def scoped(session: Session, scope: dict[str, Any]) -> Practice:
    """The choice, as if its scope were this."""
    practice = register.in_force(session, clock.now()).practice(TIPS)
    assert practice is not None
    lists = {name: tuple(names) for name, names in scope.items()}
    document = practice.document.model_copy(update={"scope": Scope(**lists)})
    version = practice.version.__class__(
        practice.version.note, document, practice.version.digest, practice.version.published_at
    )
    return practice.__class__(practice.id, practice.state, version, (version,), None)


@on_both
def test_the_database_finds_exactly_those_whose_yes_has_to_end(
    session: Session, cast: Cast
) -> None:
    made = everybody_says_yes(session, cast)

    for scope in SCOPES:
        practice = scoped(session, scope)
        found = keeping.yes_of_others(session, TIPS, practice.document.scope, 100)
        wanted = {each.employee_id for each in made if not queries.applies(practice, each)}
        assert {person.employee_id for _record, person in found} == wanted, scope


def test_following_the_register_reads_nobody_who_stays(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = everybody_says_yes(session, cast)
    asked: list[str] = []
    applies = queries.applies

    def noted(practice: Practice, person: Person) -> bool:
        asked.append(person.employee_id)
        return applies(practice, person)

    monkeypatch.setattr(queries, "applies", noted)
    service.follow_register(session)

    (left,) = [each for each in made if not each.active]
    assert set(asked) == {left.employee_id}
    records = session.exec(select(ConsentRecord).where(ConsentRecord.state == State.REVOKED))
    assert [each.person_id for each in records] == [left.id]
    asked.clear()
    service.follow_register(session)
    assert asked == []


def test_no_more_than_are_dealt_with_at_once_are_read(session: Session, cast: Cast) -> None:
    everybody_says_yes(session, cast)
    nobody = Scope(units=("Nowhere",))

    assert len(keeping.yes_of_others(session, TIPS, nobody, 3)) == 3
    assert len(keeping.yes_of_others(session, TIPS, nobody, 100)) == len(PEOPLE)
