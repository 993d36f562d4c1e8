"""Four officers sign at once, two hundred times: one signature each, no person twice."""

from uuid import UUID

from sqlmodel import Session, select

from app.core.db.session import reading
from app.identity.roles.models import Role
from app.register.assessments.models import (
    Act,
    Assessment,
    AssessmentStep,
    PublishedAssessment,
    Status,
)
from tests.support import assessments as make
from tests.support.cast import Cast
from tests.support.make import a_person
from tests.support.races import DONE, FORBIDDEN, ROUNDS, raced


def _many(session: Session, cast: Cast, status: Status) -> list[UUID]:
    made = [make.an_assessment(session, cast, status, f"vans-{n}").id for n in range(ROUNDS)]
    session.commit()
    return made


def test_one_officer_evaluates(session: Session, cast: Cast) -> None:
    mei = a_person(session, "E1007", "Mei Tan", Role.OFFICER).id
    people = [cast.helen.id, cast.daniel.id, mei, cast.tom.id]
    presses = [(person, make.evaluate) for person in people]
    outcomes = raced(Assessment, _many(session, cast, Status.SUBMITTED), presses)

    assert len(outcomes) == ROUNDS
    assert {outcome.count(DONE) for outcome in outcomes} == {1}
    assert {outcome[3] for outcome in outcomes} == {FORBIDDEN}
    _assert_three_people(Act.EVALUATED)


def test_one_other_officer_validates(session: Session, cast: Cast) -> None:
    mei = a_person(session, "E1007", "Mei Tan", Role.OFFICER).id
    people = [cast.helen.id, cast.daniel.id, mei, cast.daniel.id]
    presses = [(person, make.validate) for person in people]
    outcomes = raced(Assessment, _many(session, cast, Status.EVALUATED), presses)

    assert len(outcomes) == ROUNDS
    assert {outcome.count(DONE) for outcome in outcomes} == {1}
    assert {outcome[0] for outcome in outcomes} == {FORBIDDEN}
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


def test_one_is_published_or_sent_back_and_never_both(session: Session, cast: Cast) -> None:
    mei = a_person(session, "E1007", "Mei Tan", Role.OFFICER).id
    presses = [
        (cast.helen.id, make.publish),
        (cast.daniel.id, make.send_back),
        (mei, make.publish),
        (cast.tom.id, make.publish),
    ]
    made = _many(session, cast, Status.VALIDATED)

    outcomes = raced(Assessment, made, presses)

    assert len(outcomes) == ROUNDS
    assert {outcome.count(DONE) for outcome in outcomes} == {1}
    assert DONE not in {outcome[3] for outcome in outcomes}
    with reading() as fresh:
        signed = fresh.exec(select(Assessment)).all()
        read = fresh.exec(select(PublishedAssessment.assessment_id)).all()
    assert len(read) == len(set(read))
    assert set(read) == {each.id for each in signed if each.status is Status.PUBLISHED}
    assert {each.status for each in signed} <= {Status.PUBLISHED, Status.DRAFT}
