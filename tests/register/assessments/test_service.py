"""Every step of an assessment, at every stage, by everybody; and what holds in between."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from app.core import clock
from app.core.db import dialects
from app.core.errors import ForbiddenError, NotFoundError, PortalError
from app.identity.people.models import Person
from app.identity.roles.models import Role
from app.notifications.models import Kind, Update
from app.register.assessments import queries, service
from app.register.assessments.models import Assessment, Status, Verdict
from app.register.assessments.publishing import service as publishing
from app.register.assessments.schemas import Removal
from tests.support import assessments as make
from tests.support.cast import Cast
from tests.support.make import a_person

Act = Callable[[Session, Assessment, Person], None]
ACTS: dict[str, Act] = {
    "submit": make.submit,
    "evaluate": make.evaluate,
    "validate": make.validate,
    "send back": make.send_back,
    "publish": make.publish,
    "change": make.change,
}
WHO = ("tom", "helen", "daniel", "mei")  # author, evaluator, validator, another officer
OFFICERS = {"helen", "daniel", "mei"}
LEGAL: dict[tuple[str, Status], tuple[set[str], Status]] = {
    ("submit", Status.DRAFT): ({"tom"}, Status.SUBMITTED),
    ("evaluate", Status.SUBMITTED): (OFFICERS, Status.EVALUATED),
    ("validate", Status.EVALUATED): ({"daniel", "mei"}, Status.VALIDATED),
    ("send back", Status.SUBMITTED): (OFFICERS, Status.DRAFT),
    ("send back", Status.EVALUATED): (OFFICERS, Status.DRAFT),
    ("send back", Status.VALIDATED): (OFFICERS, Status.DRAFT),
    ("publish", Status.VALIDATED): (OFFICERS, Status.PUBLISHED),
    ("change", Status.DRAFT): ({"tom"}, Status.DRAFT),
    ("change", Status.SUBMITTED): ({"tom"}, Status.DRAFT),
    ("change", Status.EVALUATED): ({"tom"}, Status.DRAFT),
    ("change", Status.VALIDATED): ({"tom"}, Status.DRAFT),
}


@pytest.mark.parametrize(("act", "status", "who"), [*product(ACTS, Status, WHO)])
def test_a_step_is_taken_exactly_where_and_by_whom_it_may_be(
    session: Session, cast: Cast, act: str, status: Status, who: str
) -> None:
    mei = a_person(session, "E1007", "Mei Tan", Role.OFFICER)
    person = {"mei": mei, **vars(cast)}[who]
    assessment = make.an_assessment(session, cast, status)
    before = assessment.model_dump(), len(queries.steps(session, assessment))
    may, then = LEGAL.get((act, status), (set(), status))

    if who in may:
        ACTS[act](session, assessment, person)
        assert assessment.status is then
    else:
        with pytest.raises(PortalError):
            ACTS[act](session, assessment, person)
        session.refresh(assessment)
        assert (assessment.model_dump(), len(queries.steps(session, assessment))) == before


def test_a_change_after_a_signature_voids_it(session: Session, cast: Cast) -> None:
    assessment = make.an_assessment(session, cast, Status.VALIDATED)

    make.change(session, assessment, cast.tom)

    assert (assessment.evaluator_id, assessment.validator_id, assessment.advice) == (None,) * 3
    assert queries.steps(session, assessment)[0].row.act.value == "voided"


def test_an_officer_signs_only_the_words_she_read(session: Session, cast: Cast) -> None:
    assessment = make.an_assessment(session, cast, Status.SUBMITTED)
    read = make.read(session, assessment)
    make.change(session, assessment, cast.tom)
    make.submit(session, assessment, cast.tom)
    advice = {"advice": Verdict.GO_AHEAD, "text": "Good."}

    with pytest.raises(service.MovedOnError):
        service.evaluate(session, assessment, cast.helen, read=read, **advice)

    service.evaluate(session, assessment, cast.helen, read=make.read(session, assessment), **advice)
    assert assessment.status is Status.EVALUATED


def test_not_following_the_advice_needs_a_reason(session: Session, cast: Cast) -> None:
    assessment = make.an_assessment(session, cast, Status.EVALUATED)
    decided = {"read": make.read(session, assessment), "decision": Verdict.STOP}
    review = {"review_on": make.review_day(session)}

    with pytest.raises(service.NoReasonError):
        service.validate(session, assessment, cast.daniel, overruled="", **decided, **review)

    service.validate(session, assessment, cast.daniel, overruled="Too much.", **decided, **review)
    make.publish(session, assessment, cast.helen)
    assert queries.approved_for(session, "vans") is None
    assert queries.read(session, assessment.reference).document.overruled[0][0].text == "Too much."


def test_a_published_one_holds_until_its_review(session: Session, cast: Cast) -> None:
    assert queries.approved_for(session, "vans") is None
    assessment = make.an_assessment(session, cast, Status.PUBLISHED)

    found = queries.approved_for(session, "vans")
    assert found is not None
    assert found.reference == assessment.reference
    with clock.set_to(clock.now() + timedelta(days=302)):
        assert queries.approved_for(session, "vans") is None
        assert queries.published(session)[0].review_is_late
    assert not queries.published(session)[0].review_is_late


def test_the_newest_counts_and_the_earlier_stays_to_read(session: Session, cast: Cast) -> None:
    first = make.an_assessment(session, cast, Status.PUBLISHED)
    second = make.an_assessment(session, cast, Status.PUBLISHED)

    assert [each.reference for each in queries.published(session)] == [second.reference]
    older = queries.read(session, first.reference)
    assert older.newer is not None
    assert older.newer.reference == second.reference
    assert not older.review_is_late


def test_one_is_on_its_way_for_each_practice(session: Session, cast: Cast) -> None:
    make.an_assessment(session, cast)

    with pytest.raises(service.OnItsWayError):
        service.ask(session, cast.helen, "vans", title="Vans", author=cast.tom)


def test_what_is_removed_is_published_nowhere(session: Session, cast: Cast) -> None:
    assessment = make.an_assessment(session, cast, Status.EVALUATED)
    reason = "names a security measure"
    secret = Removal(part="risk-1-measure", passage="signs in with a card", reason=reason)
    elsewhere = Removal(part="what", passage="signs in with a card", reason=reason)
    with pytest.raises(publishing.NoSuchPassageError):
        publishing.remove_passage(session, assessment, cast.helen, elsewhere)

    publishing.remove_passage(session, assessment, cast.helen, secret)
    make.validate(session, assessment, cast.daniel)
    make.publish(session, assessment, cast.helen)

    shown = queries.read(session, assessment.reference)
    assert "signs in with a card" not in shown.row.document
    assert reason in shown.row.document
    assert "Positions at home" in shown.row.document
    assert shown.document.words_digest == assessment.digest


def test_only_the_author_finds_what_is_not_published(session: Session, cast: Cast) -> None:
    assessment = make.an_assessment(session, cast)

    with pytest.raises(NotFoundError):
        queries.own(session, cast.jo.id, assessment.reference)
    with pytest.raises(NotFoundError):
        queries.read(session, assessment.reference)
    assert queries.own(session, cast.tom.id, assessment.reference).id == assessment.id


def test_an_officer_who_wrote_it_signs_nothing(session: Session, cast: Cast) -> None:
    make.a_draft(session)
    made = service.ask(session, cast.daniel, "vans", title="Vans", author=cast.helen)
    service.write(session, made, cast.helen, make.words(), made.digest)
    make.submit(session, made, cast.helen)

    with pytest.raises(ForbiddenError):
        make.evaluate(session, made, cast.helen)

    make.evaluate(session, made, cast.daniel)
    assert made.evaluator_id == cast.daniel.id


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE published_assessment SET document = '{}'",
        "DELETE FROM published_assessment",
        "UPDATE assessment_step SET note = 'x'",
        "DELETE FROM assessment_step",
        "UPDATE assessment SET words = '{}'",
        "DELETE FROM assessment",
    ],
)
def test_the_database_itself_keeps_what_was_published(
    session: Session, cast: Cast, change: str
) -> None:
    make.an_assessment(session, cast, Status.PUBLISHED)
    session.commit()

    with pytest.raises(DBAPIError, match=r"insert-only|not changed|never deleted"):
        session.execute(text(change))
    session.rollback()


@pytest.mark.parametrize("table", ["published_assessment", "assessment_step", "assessment"])
def test_nor_can_a_row_be_replaced(session: Session, cast: Cast, table: str) -> None:
    make.an_assessment(session, cast, Status.PUBLISHED)
    session.commit()
    sqlite = dialects.name(session.get_bind()) == "sqlite"
    how = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}" if sqlite else ""

    with pytest.raises(DBAPIError, match=r"insert-only|never deleted"):
        session.execute(text(how or f"TRUNCATE {table} CASCADE"))
    session.rollback()


@pytest.mark.parametrize(
    ("status", "change"),
    [
        (Status.EVALUATED, "evaluator_id = author_id"),
        (Status.VALIDATED, "validator_id = author_id"),
        (Status.VALIDATED, "validator_id = evaluator_id"),
        (Status.SUBMITTED, "status = 'evaluated'"),
        (Status.EVALUATED, "status = 'validated'"),
    ],
)
def test_the_database_itself_wants_three_people(
    session: Session, cast: Cast, status: Status, change: str
) -> None:
    make.an_assessment(session, cast, status)
    session.commit()

    with pytest.raises(DBAPIError, match=r"(?i)check"):
        session.execute(text(f"UPDATE assessment SET {change}"))
    session.rollback()


def test_the_author_is_told_what_she_is_to_write(session: Session, cast: Cast) -> None:
    made = make.an_assessment(session, cast, Status.SUBMITTED)
    make.send_back(session, made, cast.helen)

    updates = session.exec(select(Update).where(Update.person_id == cast.tom.id)).all()
    stages = {each.data["stage"] for each in updates if each.kind is Kind.ASSESSMENT_TO_WRITE}
    assert stages == {"asked", "sent-back"}
