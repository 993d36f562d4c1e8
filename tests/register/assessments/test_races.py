"""Four officers sign at once, two hundred times: one signature each, no person twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from sqlmodel import Session, select

from app.core.db.session import reading, writing
from app.core.errors import ConflictError, ForbiddenError
from app.identity.people.models import Person
from app.identity.roles.models import Role
from app.register.assessments.models import Act, Assessment, AssessmentStep, Status
from tests.support import assessments as make
from tests.support.cast import Cast
from tests.support.make import a_person

ROUNDS = 200
Step = Callable[[Session, Assessment, Person], None]


def _pressed(assessment_id: UUID, person_id: UUID, step: Step) -> str:
    try:
        with writing() as session:
            assessment = session.get(Assessment, assessment_id)
            person = session.get(Person, person_id)
            assert assessment is not None
            assert person is not None
            step(session, assessment, person)
    except ConflictError:
        return "late"
    except ForbiddenError:
        return "not hers"
    return "signed"


def _race(made: list[UUID], people: list[UUID], step: Step) -> list[list[str]]:
    with ThreadPoolExecutor(len(people)) as pool:
        return [
            list(pool.map(lambda person: _pressed(assessment, person, step), people))  # noqa: B023
            for assessment in made
        ]


def _many(session: Session, cast: Cast, status: Status) -> list[UUID]:
    made = [make.an_assessment(session, cast, status, f"vans-{n}").id for n in range(ROUNDS)]
    session.commit()
    return made


def test_one_officer_evaluates(session: Session, cast: Cast) -> None:
    mei = a_person(session, "E1007", "Mei Tan", Role.OFFICER).id
    people = [cast.helen.id, cast.daniel.id, mei, cast.tom.id]
    outcomes = _race(_many(session, cast, Status.SUBMITTED), people, make.evaluate)

    assert len(outcomes) == ROUNDS
    assert {outcome.count("signed") for outcome in outcomes} == {1}
    assert {outcome[3] for outcome in outcomes} == {"not hers"}
    _assert_three_people(Act.EVALUATED)


def test_one_other_officer_validates(session: Session, cast: Cast) -> None:
    mei = a_person(session, "E1007", "Mei Tan", Role.OFFICER).id
    people = [cast.helen.id, cast.daniel.id, mei, cast.daniel.id]
    outcomes = _race(_many(session, cast, Status.EVALUATED), people, make.validate)

    assert len(outcomes) == ROUNDS
    assert {outcome.count("signed") for outcome in outcomes} == {1}
    assert {outcome[0] for outcome in outcomes} == {"not hers"}
    _assert_three_people(Act.VALIDATED)


def _assert_three_people(act: Act) -> None:
    with reading() as fresh:
        steps = fresh.exec(select(AssessmentStep).where(AssessmentStep.act == act)).all()
        signed = fresh.exec(select(Assessment)).all()
    assert len(steps) == ROUNDS
    for each in signed:
        people = [each.author_id, each.evaluator_id, each.validator_id]
        there = [person for person in people if person is not None]
        assert len(there) == len(set(there))
