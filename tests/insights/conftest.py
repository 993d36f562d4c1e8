"""Eighty people, twenty of whom lead the others, and a quarter in which they were looked at."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session

from app.access_log import queries as entries
from app.access_log import service as log
from app.access_log.models import Follower
from app.core import clock
from app.identity.people.models import Person
from app.insights.looks import queries as looks
from app.register.file import service as register
from tests.support.cast import Cast
from tests.support.make import a_person, an_access
from tests.support.register import a_file, a_practice

LEADERS, MANY = 20, 80
DECLARED, SECRET = "call-out", "something the register does not say"
COUNTED = datetime(2026, 10, 1, 2, tzinfo=UTC)


def july(day: int, month: int = 7) -> datetime:
    return datetime(2026, month, day, 9, tzinfo=UTC)


@pytest.fixture
def many(session: Session, cast: Cast) -> list[Person]:
    """The first twenty lead the others."""
    return [
        a_person(
            session,
            f"L{number:03}",
            manager_employee_id=f"L{number % LEADERS:03}" if number >= LEADERS else None,
            role_title="Lead" if number < LEADERS else "Field engineer",
        )
        for number in range(MANY)
    ]


def look(at: datetime, people: range = range(MANY), **fields: object) -> None:
    """Reported at once, of those with these numbers."""
    with clock.set_to(at):
        log.append([an_access(*(f"L{number:03}" for number in people), **fields)])


def judged(session: Session) -> None:
    """As if all that reads the log had come to its end; what it found, tests say themselves."""
    for name in looks.FOLLOWERS:
        session.merge(Follower(name=name, position=entries.size(session)))
    session.commit()


@pytest.fixture
def looked_at(session: Session, many: list[Person]) -> list[Person]:
    """In each month; some for a reason that nobody declared, by a job, and by herself."""
    purpose = a_practice()["purposes"][0]["id"]
    register.take_in(session, a_file(a_practice()))
    session.commit()
    look(july(1), range(30), purpose=purpose)
    look(july(2, 8), range(10, 40), purpose=purpose)
    look(july(3, 9), range(12), purpose=purpose)
    look(july(4, 9), range(15, MANY), purpose=SECRET)
    look(july(5, 9), purpose=purpose, accessor_kind="service", accessor_id="payroll-job")
    look(july(6, 9), range(1), purpose=purpose, accessor_id="L000")
    look(july(30, 6), purpose=purpose)  # the quarter before
    return many
