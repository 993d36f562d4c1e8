"""An unanswered question goes to another officer, then to the representatives, once each."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session, select

from app.core import clock
from app.core.db.base import new_id
from app.identity.people.models import Person
from app.identity.roles.models import Role
from app.identity.roles.service import grant
from app.identity.viewer import Subject
from app.notifications.models import Kind, Update
from app.questions import jobs, queries
from app.questions.judging import service as judging
from app.questions.models import Act, Question
from app.questions.rules import Level
from app.reps import queries as reps
from tests.support.cast import Cast
from tests.support.make import a_person
from tests.support.questions import a_house, ask, decide, looked, taken

LAST_DAY = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)  # asked on Friday 20 November
LATE = datetime(2026, 11, 28, 0, 30, tzinfo=UTC)
# Monday 30 November is a holiday at Leith, where Amara works
LAST_OF_ALL = datetime(2026, 12, 7, 23, 30, tzinfo=UTC)
TOO_LATE = datetime(2026, 12, 8, 0, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def house(session: Session, cast: Cast) -> None:
    a_house(session)


def run(session: Session, question: Question, at: datetime) -> queries.Story:
    with clock.set_to(at):
        jobs.escalate(session)
        jobs.escalate(session)  # a second worker, or the next round
        return queries.story(session, question)


def told(session: Session, stage: str) -> set[str]:
    heard = session.exec(
        select(Update, Person.name)
        .join(Person, Person.id == Update.person_id)  # type: ignore[arg-type]
        .where(Update.kind == Kind.QUESTION_WAITS)
    )
    return {name for update, name in heard if update.data["stage"] == stage}


def late(session: Session, representative: Person) -> list[str]:
    whose = Subject(representative, "Europe/London")
    return [each.reference for each in reps.late_questions(session, whose)]


def test_it_goes_to_another_officer_and_then_the_representatives_hear_of_it(
    session: Session, cast: Cast
) -> None:
    question = taken(session, cast.amara, cast.helen)
    assert run(session, question, LAST_DAY).standing.level is None

    handed_on = run(session, question, LATE).standing
    assert (handed_on.level, handed_on.owner_id) == (Level.OFFICER, cast.daniel.id)
    assert told(session, "late") == {"Helen Marsh", "Daniel Osei"}
    assert run(session, question, LAST_OF_ALL).standing.number == handed_on.number
    assert late(session, cast.ewan) == []

    story = run(session, question, TOO_LATE)
    assert story.standing.level is Level.REPRESENTATIVE
    assert story.is_late
    assert [event.act for event in story.events].count(Act.ESCALATED) == 2
    assert told(session, "representative") == {"Ewan Galbraith"}
    assert late(session, cast.ewan) == [question.reference]
    with clock.set_to(TOO_LATE):
        decide(session, question, cast.daniel)
    assert late(session, cast.ewan) == []


def test_nobody_took_it(session: Session, cast: Cast) -> None:
    question = ask(session, cast.amara)
    assert run(session, question, LATE).standing.owner_id in {cast.helen.id, cast.daniel.id}


def test_it_never_goes_to_somebody_near_to_either_side(session: Session, cast: Cast) -> None:
    cast.priya.manager_employee_id = cast.daniel.employee_id
    question = taken(session, cast.amara, cast.helen)
    standing = run(session, question, LATE).standing
    assert (standing.level, standing.owner_id) == (Level.REPRESENTATIVE, cast.helen.id)
    assert told(session, "representative") == {"Ewan Galbraith"}


NEAR = ["asks", "looked", "manages who asks", "is above who looked", "reports to who asks"]


@pytest.mark.parametrize("near", NEAR)
def test_a_representative_near_to_either_side_does_not_hear_of_it(
    session: Session, cast: Cast, near: str
) -> None:
    amara, priya, ewan = cast.amara, cast.priya, cast.ewan
    {
        "asks": lambda: grant(session, amara, Role.REPRESENTATIVE),
        "looked": lambda: grant(session, priya, Role.REPRESENTATIVE),
        "manages who asks": lambda: setattr(amara, "manager_employee_id", ewan.employee_id),
        "is above who looked": lambda: setattr(priya, "manager_employee_id", ewan.employee_id),
        "reports to who asks": lambda: setattr(ewan, "manager_employee_id", amara.employee_id),
    }[near]()
    apart = near not in {"asks", "looked"}
    if apart:
        a_person(session, "E1050", "Zoe Third", Role.REPRESENTATIVE, manager_employee_id="E1025")
    kept_out = ewan if apart else amara if near == "asks" else priya
    question = taken(session, amara, cast.helen)
    run(session, question, LATE)
    assert run(session, question, TOO_LATE).standing.level is Level.REPRESENTATIVE
    assert told(session, "representative") == {"Zoe Third" if apart else "Ewan Galbraith"}
    assert late(session, kept_out) == []


def test_with_no_representative_to_tell_nothing_is_written(session: Session, cast: Cast) -> None:
    cast.amara.manager_employee_id = cast.ewan.employee_id
    question = taken(session, cast.amara, cast.helen)
    run(session, question, LATE)
    assert run(session, question, TOO_LATE).standing.level is Level.OFFICER
    assert told(session, "representative") == set()
    a_person(session, "E1050", "Zoe Third", Role.REPRESENTATIVE, manager_employee_id="E1025")
    assert run(session, question, TOO_LATE).standing.level is Level.REPRESENTATIVE
    assert told(session, "representative") == {"Zoe Third"}


def test_it_goes_to_the_officer_with_the_fewest(session: Session, cast: Cast) -> None:
    third = a_person(session, "E1050", "Zoe Third", Role.OFFICER, manager_employee_id="E1025")
    busy = taken(session, cast.amara, cast.daniel, at=LAST_DAY)  # not late yet
    session.commit()
    looked()
    question = ask(session, cast.amara)
    assert question.id != busy.id
    with clock.set_to(LAST_DAY):
        judging.take(session, question, cast.helen, form_key=new_id())
    assert run(session, question, LATE).standing.owner_id == third.id


def test_an_answer_in_time_goes_nowhere(session: Session, cast: Cast) -> None:
    question = taken(session, cast.amara, cast.helen)
    with clock.set_to(LAST_DAY):
        decide(session, question, cast.helen)
    story = run(session, question, TOO_LATE)
    assert story.standing.level is None
    assert not story.is_late
