"""The people of the tests: the same as in the demo, so that a story is read at once.

Ask for one by name (``amara``), or for all of them (``cast``); whoever is asked for, all are
there. Amara and Ewan report to Tom; Helen and Daniel are officers in different lines.
"""

from dataclasses import dataclass

import pytest
from sqlmodel import Session, select

from app.identity.people.models import Person
from app.identity.roles.models import Role
from tests.support.database import Template
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


NUMBERS = {
    "amara": "E1001",
    "tom": "E1002",
    "jo": "E1003",
    "samir": "E1004",
    "helen": "E1005",
    "daniel": "E1006",
    "ewan": "E1009",
    "ines": "E1010",
    "viktor": "E1011",
    "priya": "E1042",
}


def put_everybody(session: Session) -> None:
    """All of them, at Leith depot, Monday to Friday from 8 to 6."""
    an_establishment(session)

    def person(who: str, name: str, unit: str, title: str, *roles: Role, to: str) -> None:
        line = {"unit": unit, "role_title": title, "manager_employee_id": to}
        a_person(session, NUMBERS[who], name, *roles, **line)

    field, privacy = "Field operations", "Privacy officer"
    person("tom", "Tom Whitlock", field, "Field manager", to="E1020")
    person("amara", "Amara Okafor", field, "Field engineer", to="E1002")
    person("ewan", "Ewan Galbraith", field, "Field engineer", Role.REPRESENTATIVE, to="E1002")
    person("jo", "Jo Lindqvist", "Dispatch", "Dispatcher", to="E1021")
    person("samir", "Samir Haddad", "IT security", "Security analyst", to="E1022")
    person("helen", "Helen Marsh", "Privacy", privacy, Role.OFFICER, to="E1023")
    person("daniel", "Daniel Osei", "Human resources", privacy, Role.OFFICER, to="E1024")
    person("ines", "Ines Carvalho", "Internal audit", "Internal auditor", Role.AUDITOR, to="E1019")
    person("viktor", "Viktor Lang", "IT", "Systems administrator", Role.ADMINISTRATOR, to="E1022")
    person("priya", "Priya Raman", "Human resources", "HR adviser", to="E1024")


@pytest.fixture(scope="session")
def peopled(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A database with all of them, made once: most tests begin there."""
    return template.filled(tmp_path_factory.mktemp("peopled") / "data", put_everybody)


@pytest.fixture
def cast(session: Session) -> Cast:
    """All of them, as the test's session knows them."""
    known = {each.employee_id: each for each in session.exec(select(Person))}
    return Cast(**{who: known[number] for who, number in NUMBERS.items()})


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
