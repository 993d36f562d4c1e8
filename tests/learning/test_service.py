"""A person's own marks, and what is published of all of them once a month."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from app.core import clock
from app.core.errors import NotFoundError
from app.core.small_numbers import Step
from app.identity.people.models import Person
from app.learning import jobs, queries, service
from app.learning.models import LessonMark, LessonReach
from app.learning.texts import queries as texts
from tests.support.cast import Cast
from tests.support.insert_only import assert_insert_only
from tests.support.make import a_person

OCTOBER, NOVEMBER = datetime(2026, 10, 20, 9, tzinfo=UTC), datetime(2026, 11, 3, 9, tzinfo=UTC)
MANY = 60


@pytest.fixture
def many(session: Session, cast: Cast) -> list[Person]:
    """So many that something can be said of them."""
    return [a_person(session, f"L{number:03}", f"Reader {number}") for number in range(MANY)]


def mark(session: Session, people: list[Person], lesson: str, at: datetime) -> None:
    with clock.set_to(at):
        for person in people:
            service.mark(session, person, lesson)


def count(session: Session, at: datetime) -> dict[str, Step]:
    with clock.set_to(at):
        jobs.count(session)
    return published(session)


def published(session: Session) -> dict[str, Step]:
    _month, reach = queries.reach(session)
    return {name: Step(row.low or 0, row.high or 0) for name, row in reach.items()}


def test_a_mark_is_set_once_and_taken_away(session: Session, cast: Cast) -> None:
    mark(session, [cast.amara], "e-mail", OCTOBER)
    mark(session, [cast.amara], "e-mail", NOVEMBER)
    assert queries.marked(session, cast.amara) == {"e-mail": OCTOBER.date()}
    assert queries.marked(session, cast.jo) == {}

    service.unmark(session, cast.jo, "e-mail")
    assert queries.marked(session, cast.amara)
    service.unmark(session, cast.amara, "e-mail")
    service.unmark(session, cast.amara, "e-mail")

    assert queries.marked(session, cast.amara) == {}


@pytest.mark.parametrize("name", ["", "no-such", "../words", "words", "E-MAIL", "e-mail.yaml"])
def test_only_a_lesson_can_be_marked(session: Session, cast: Cast, name: str) -> None:
    for act in (service.mark, service.unmark):
        with pytest.raises(NotFoundError):
            act(session, cast.amara, name)
    service.mark(session, cast.amara, "e-mail")
    assert len(session.exec(select(LessonMark)).all()) == 1


def test_what_is_published_is_a_step_of_the_month_before(
    session: Session, cast: Cast, many: list[Person]
) -> None:
    mark(session, many[:30], "e-mail", OCTOBER)
    mark(session, many[20:32], "web", OCTOBER)
    mark(session, many[40:50], "e-mail", NOVEMBER)  # of the next month

    shown = count(session, NOVEMBER)

    staff = queries.staff(session)
    assert staff > MANY
    assert shown == {"": Step(40, 60), "e-mail": Step(40, 60)}  # web: in the lowest step
    assert queries.reach(session)[0] == date(2026, 10, 1)
    rows = session.exec(select(LessonReach)).all()
    assert {row.lesson for row in rows} == {"", *texts.IDS}
    assert all(row.low is None for row in rows if row.lesson not in shown)


def test_a_month_is_counted_once_and_stays(
    session: Session, cast: Cast, many: list[Person]
) -> None:
    mark(session, many[:30], "e-mail", OCTOBER)
    before = count(session, NOVEMBER)
    for person in many[:30]:
        service.unmark(session, person, "e-mail")

    assert count(session, NOVEMBER + timedelta(days=20)) == before
    session.commit()
    assert_insert_only(session, "lesson_reach", "SET low = 5, high = 10")
    assert count(session, NOVEMBER + timedelta(days=30)) == {}
    assert queries.reach(session)[0] == date(2026, 11, 1)


def test_too_few_and_nearly_all_look_alike(
    session: Session, cast: Cast, many: list[Person]
) -> None:
    everybody = list(session.exec(select(Person)).all())
    mark(session, many[:9], "web", OCTOBER)
    mark(session, everybody, "e-mail", OCTOBER)
    assert count(session, NOVEMBER) == {}
    rows = {row.lesson: (row.low, row.high) for row in session.exec(select(LessonReach)).all()}
    assert {rows["web"], rows["e-mail"], rows["calls"]} == {(None, None)}


def test_who_has_left_counts_on_neither_side(
    session: Session, cast: Cast, many: list[Person]
) -> None:
    mark(session, many[:30], "e-mail", OCTOBER)
    staff = queries.staff(session)
    for person in many[:20]:
        person.active = False
    session.flush()
    assert queries.staff(session) == staff - 20
    assert queries.readers(session, date(2026, 11, 1)) == {"": 10, "e-mail": 10}
