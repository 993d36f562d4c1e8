"""The people of the tests: the same as in the demo, so that a story is read at once.

Ask for one by name (``amara``), or for all of them (``cast``); whoever is asked for, all are
there. Amara and Ewan report to Tom; Helen and Daniel are officers in different lines.
"""

from dataclasses import dataclass

import pytest
from sqlmodel import Session

from app.identity.people.models import Person
from app.identity.roles.models import Role
from tests.support.make import a_person, an_establishment


@dataclass(frozen=True)
class Cast:
    amara: Person
    tom: Person
    jo: Person
    samir: Person
    helen: Person
    daniel: Person
    ewan: Person
    ines: Person
    viktor: Person
    priya: Person

    @property
    def everyone(self) -> list[Person]:
        return list(vars(self).values())


@pytest.fixture
def cast(session: Session) -> Cast:
    """All of them, at Leith depot, Monday to Friday from 8 to 6."""
    an_establishment(session)

    def person(number: int, name: str, unit: str, title: str, *roles: Role, to: str) -> Person:
        line = {"unit": unit, "role_title": title, "manager_employee_id": to}
        return a_person(session, f"E{number}", name, *roles, **line)

    field, privacy = "Field operations", "Privacy officer"
    return Cast(
        tom=person(1002, "Tom Whitlock", field, "Field manager", to="E1020"),
        amara=person(1001, "Amara Okafor", field, "Field engineer", to="E1002"),
        ewan=person(
            1009, "Ewan Galbraith", field, "Field engineer", Role.REPRESENTATIVE, to="E1002"
        ),
        jo=person(1003, "Jo Lindqvist", "Dispatch", "Dispatcher", to="E1021"),
        samir=person(1004, "Samir Haddad", "IT security", "Security analyst", to="E1022"),
        helen=person(1005, "Helen Marsh", "Privacy", privacy, Role.OFFICER, to="E1023"),
        daniel=person(1006, "Daniel Osei", "Human resources", privacy, Role.OFFICER, to="E1024"),
        ines=person(
            1010, "Ines Carvalho", "Internal audit", "Internal auditor", Role.AUDITOR, to="E1019"
        ),
        viktor=person(
            1011, "Viktor Lang", "IT", "Systems administrator", Role.ADMINISTRATOR, to="E1022"
        ),
        priya=person(1042, "Priya Raman", "Human resources", "HR adviser", to="E1024"),
    )


@pytest.fixture
def amara(cast: Cast) -> Person:
    """A field engineer: the employee of most stories."""
    return cast.amara


@pytest.fixture
def tom(cast: Cast) -> Person:
    """Amara's manager."""
    return cast.tom


@pytest.fixture
def jo(cast: Cast) -> Person:
    """At the dispatch desk."""
    return cast.jo


@pytest.fixture
def samir(cast: Cast) -> Person:
    """In IT security."""
    return cast.samir


@pytest.fixture
def helen(cast: Cast) -> Person:
    """A privacy officer."""
    return cast.helen


@pytest.fixture
def daniel(cast: Cast) -> Person:
    """Another privacy officer, in another line."""
    return cast.daniel


@pytest.fixture
def ewan(cast: Cast) -> Person:
    """A field engineer and employee representative."""
    return cast.ewan


@pytest.fixture
def ines(cast: Cast) -> Person:
    """The auditor."""
    return cast.ines


@pytest.fixture
def viktor(cast: Cast) -> Person:
    """The administrator."""
    return cast.viktor


@pytest.fixture
def priya(cast: Cast) -> Person:
    """An HR adviser."""
    return cast.priya
