"""What falls due when, and whose review is late."""

from datetime import date, timedelta

from sqlmodel import Session

from app.core import clock
from app.identity.people.models import Person
from app.register import queries
from app.register.file import service
from app.register.reviews.rules import calendar, late
from tests.support.looks import FRIDAY
from tests.support.register import PRACTICE, a_file, a_practice


def due(day: str, checked_on: str = "2025-11-21") -> dict[str, object]:
    return PRACTICE["checks"] | {"checked_on": checked_on, "next_review": day}


def published(session: Session) -> None:
    service.take_in(
        session,
        a_file(
            a_practice(id="a", title="A", checks=due("2026-11-19")),
            a_practice(id="b", title="B", checks=due("2026-03-01"), scope={"units": ["Dispatch"]}),
            a_practice(id="c", title="C", checks=due("2026-11-20")),
            a_practice(id="d", title="D", checks=due("2027-02-03", "2026-02-03")),
            a_practice(id="e", title="E", checks=due("2026-11-30", "2025-12-01")),
        ),
    )


def test_the_late_ones_come_first_then_month_by_month(session: Session) -> None:
    published(session)

    months = calendar(queries.in_force(session, FRIDAY))

    assert [(m.first, [(r.practice.id, r.late, r.days) for r in m.reviews]) for m in months] == [
        (None, [("b", True, 264), ("a", True, 1)]),
        (date(2026, 11, 1), [("c", False, 0), ("e", False, 10)]),
        (date(2027, 2, 1), [("d", False, 75)]),
    ]
    assert months[0].reviews[0].checked_on == date(2025, 11, 21)


def test_it_is_late_for_those_it_applies_to(session: Session, amara: Person, jo: Person) -> None:
    published(session)
    register = queries.in_force(session, FRIDAY)

    assert [practice.id for practice in late(register)] == ["b", "a"]
    assert [practice.id for practice in late(register, amara)] == ["a"]
    assert [practice.id for practice in late(register, jo)] == ["b"]


def test_nothing_in_use_is_an_empty_calendar(session: Session) -> None:
    assert calendar(queries.in_force(session, clock.now() - timedelta(days=1))) == []
