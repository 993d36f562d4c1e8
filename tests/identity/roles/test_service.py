"""Roles are granted and revoked; some are never held together, and the database knows it."""

import threading
from itertools import permutations

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.core import clock
from app.core.db.session import reading, writing
from app.core.errors import ConflictError
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.roles import queries, rules, service
from app.identity.roles.models import Role, RoleGrant
from tests.support.make import a_person

FORBIDDEN = list(permutations((Role.OFFICER, Role.AUDITOR, Role.ADMINISTRATOR), 2))


@pytest.fixture
def amara(session: Session) -> Person:
    return a_person(session, "E1001", "Amara Okafor")


def test_a_role_is_held_from_its_grant_to_its_revocation(session: Session, amara: Person) -> None:
    service.grant(session, amara, Role.REPRESENTATIVE)
    service.grant(session, amara, Role.OFFICER)
    assert queries.roles_of(session, amara.id) == {Role.REPRESENTATIVE, Role.OFFICER}
    assert queries.holders(session, Role.OFFICER) == [amara]

    service.revoke(session, amara, Role.OFFICER)

    assert queries.roles_of(session, amara.id) == {Role.REPRESENTATIVE}
    assert queries.holders(session, Role.OFFICER) == []
    service.grant(session, amara, Role.AUDITOR)
    assert [grant.role for grant, _ in queries.held_grants(session)] == [
        Role.AUDITOR,
        Role.REPRESENTATIVE,
    ]


@pytest.mark.parametrize(("held", "wanted"), FORBIDDEN)
def test_some_roles_are_never_held_together(
    session: Session, amara: Person, held: Role, wanted: Role
) -> None:
    service.grant(session, amara, held)

    with pytest.raises(service.KeptApartError, match=f"nobody is both {held.value} and"):
        service.grant(session, amara, wanted)

    service.revoke(session, amara, held)
    service.grant(session, amara, wanted)


@pytest.mark.parametrize(("held", "wanted"), FORBIDDEN)
def test_the_database_itself_keeps_them_apart(
    session: Session, amara: Person, held: Role, wanted: Role
) -> None:
    service.grant(session, amara, held)

    session.add(RoleGrant(person_id=amara.id, role=wanted, granted_at=clock.now()))

    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.parametrize("role", Role)
def test_any_role_goes_with_being_representative_or_authoriser(
    session: Session, amara: Person, role: Role
) -> None:
    for one in {role, Role.REPRESENTATIVE, Role.AUTHORISER}:
        service.grant(session, amara, one)

    assert len(queries.roles_of(session, amara.id)) in {2, 3}


def test_nobody_holds_a_role_twice_or_loses_one_she_does_not_hold(
    session: Session, amara: Person
) -> None:
    service.grant(session, amara, Role.OFFICER)

    with pytest.raises(service.HeldAlreadyError):
        service.grant(session, amara, Role.OFFICER)
    with pytest.raises(service.NotHeldError):
        service.revoke(session, amara, Role.AUDITOR)


def test_who_has_left_gets_no_role(session: Session) -> None:
    left = a_person(session, "E2", active=False)

    with pytest.raises(service.HasLeftError):
        service.grant(session, left, Role.OFFICER)


def test_the_database_refuses_a_role_granted_to_oneself(session: Session, amara: Person) -> None:
    with pytest.raises(IntegrityError):
        service.grant(session, amara, Role.OFFICER, granted_by=amara)


def test_setting_up_ends_with_two_officers_and_an_administrator(session: Session) -> None:
    one, two, three, four = (a_person(session, f"E{number}") for number in range(1, 5))
    service.set_up(session, one, Role.OFFICER)
    service.set_up(session, three, Role.ADMINISTRATOR)
    service.set_up(session, four, Role.AUDITOR)
    service.set_up(session, two, Role.OFFICER)

    with pytest.raises(service.SetUpIsOverError):
        service.set_up(session, four, Role.REPRESENTATIVE)

    service.revoke(session, one, Role.OFFICER)
    service.set_up(session, four, Role.REPRESENTATIVE)


def test_who_has_left_does_not_count_as_an_officer(session: Session) -> None:
    one, two, three = (a_person(session, f"E{number}") for number in range(1, 4))
    for person, role in ((one, Role.OFFICER), (two, Role.OFFICER), (three, Role.ADMINISTRATOR)):
        service.set_up(session, person, role)

    two.active = False
    session.flush()

    assert queries.numbers(session) == {Role.OFFICER: 1, Role.ADMINISTRATOR: 1}
    assert not rules.is_set_up(queries.numbers(session))


def test_two_grants_at_once_end_with_one_role(session: Session, amara: Person) -> None:
    session.commit()
    refused: list[Exception] = []
    start = threading.Barrier(3)

    def grant(role: Role) -> None:
        start.wait()
        try:
            with writing() as own:
                person = people.by_employee_id(own, "E1001")
                assert person is not None
                service.grant(own, person, role)
        except (ConflictError, service.KeptApartError, IntegrityError) as refusal:
            refused.append(refusal)

    roles = (Role.OFFICER, Role.AUDITOR, Role.ADMINISTRATOR)
    threads = [threading.Thread(target=grant, args=(role,)) for role in roles]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 2
    with reading() as own:
        assert len(queries.held_grants(own)) == 1
