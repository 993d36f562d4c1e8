"""What representatives see before it happens, and of how many people."""

from datetime import timedelta

from sqlmodel import Session

from app.core import clock
from app.register import service as register
from app.register.consultations import service as consultations
from app.register.consultations.models import Response
from app.register.file import service as files
from app.register.models import Stage
from app.reps import queries
from app.reps.queries import Kind
from tests.support.assessments import a_consultation, closed
from tests.support.cast import Cast
from tests.support.make import a_person
from tests.support.register import a_document, a_file, a_practice, a_version


def test_a_draft_comes_into_sight_when_it_is_handed_on(session: Session) -> None:
    document = a_document()
    register.draft(session, "location", document, stage=Stage.DRAFT)
    assert queries.coming(session) == []

    register.draft(session, "location", document, stage=Stage.IMPACT_CHECK)

    (coming,) = queries.coming(session)
    assert (coming.kind, coming.title, coming.on) == (Kind.DRAFT, document.title, None)


def test_what_is_in_consultation_is_listed_once(session: Session, cast: Cast) -> None:
    made = a_consultation(session, cast)

    (coming,) = queries.coming(session)

    assert (coming.kind, coming.about) == (Kind.CONSULTATION, made.slug)
    assert coming.on == made.closes_on


def test_what_is_published_and_not_in_force_yet_has_its_day(session: Session, cast: Cast) -> None:
    day = clock.now().date() + timedelta(days=5)
    files.take_in(session, a_file(a_practice(version=a_version(1, day.isoformat()))))

    (coming,) = queries.coming(session)

    assert (coming.kind, coming.about, coming.on) == (Kind.START, "location", day)


def test_an_answer_waits_until_it_is_given(session: Session, cast: Cast) -> None:
    made = a_consultation(session, cast)
    assert [each.row.slug for each in queries.to_answer(session)] == [made.slug]
    assert queries.answered(session) == []

    consultations.respond(session, made, cast.ewan, Response.DISSENT, "Locks come first.")

    assert queries.to_answer(session) == []
    assert [each.row.slug for each in queries.answered(session)] == [made.slug]


def test_no_answer_is_an_answer_once_it_is_closed(session: Session, cast: Cast) -> None:
    made = a_consultation(session, cast)

    closed(session, made)

    assert [each.row.response for each in queries.answered(session)] == [None]


def test_few_people_at_a_place_are_not_counted_out(session: Session, cast: Cast) -> None:
    for number in range(20):
        a_person(session, f"E20{number:02}", f"Perth {number}", establishment="perth")
    for number in range(3):
        a_person(session, f"E30{number:02}", f"Leeds {number}", establishment="leeds")

    found = queries.headcount(session)

    assert found.total == len(cast.everyone) + 23
    assert dict(found.rows)["leeds"] is None
    assert [number for _place, number in found.rows].count(None) == 2
