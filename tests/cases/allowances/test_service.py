"""More people than a day's: asked by one officer, allowed by another, for 24 hours."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session

from app.approvals.models import Approval, Decision
from app.cases import service as cases
from app.cases.allowances import queries, service
from app.cases.allowances.approving import NoOfficerError
from app.cases.allowances.rules import SUBJECTS_A_DAY
from app.cases.models import Case, Purpose
from app.core import clock
from app.core.errors import ForbiddenError
from app.desk.approvals import service as desk
from app.desk.approvals.forms import NewDecision
from app.identity.people.models import Person
from app.identity.roles import service as roles
from app.identity.roles.models import Role
from tests.support.cast import Cast
from tests.support.make import a_person


def ask(session: Session, cast: Cast, more: int) -> Approval:
    return service.ask(
        session,
        cast.helen,
        more=more,
        reason="A leak at the depot: each of the crew asks what was seen.",
        approver_id=cast.daniel.id,
        form_key=uuid4(),
    )


def decide(session: Session, approval: Approval, by: Person, decision: str = "approve") -> None:
    found = desk.matter(session, approval)
    assert found is not None
    desk.decide(
        session, approval, by, NewDecision(digest=found.digest, decision=decision, note="Too many.")
    )


def look(session: Session, officer: Person, person: Person) -> Case:
    case = cases.open_case(
        session, officer, person, purpose=Purpose.ANSWER_QUESTION, ticket="Q-1", form_key=uuid4()
    )
    cases.look(session, officer, person, case)
    return case


@pytest.fixture
def crowd(session: Session, cast: Cast) -> list[Person]:
    """People whom nobody looked at yet, after Helen looked at as many as she may."""
    people = [a_person(session, f"E2{n:03}", f"Person {n}") for n in range(SUBJECTS_A_DAY + 5)]
    for person in people[:SUBJECTS_A_DAY]:
        look(session, cast.helen, person)
    with pytest.raises(cases.TooManyPeopleError, match="of 25 people in 24 hours"):
        look(session, cast.helen, people[SUBJECTS_A_DAY])
    return people[SUBJECTS_A_DAY:]


def test_so_many_more_as_were_approved_and_no_more(
    session: Session, cast: Cast, crowd: list[Person]
) -> None:
    decide(session, ask(session, cast, 2), cast.daniel)

    look(session, cast.helen, crowd[0])
    look(session, cast.helen, crowd[1])
    with pytest.raises(cases.TooManyPeopleError, match="of 27 people"):
        look(session, cast.helen, crowd[2])
    look(session, cast.helen, crowd[0])

    decide(session, ask(session, cast, 3), cast.daniel)
    look(session, cast.helen, crowd[2])


def test_it_ends_after_24_hours(session: Session, cast: Cast, crowd: list[Person]) -> None:
    decide(session, ask(session, cast, 5), cast.daniel)
    assert queries.allowance(session, cast.helen.id, clock.now()).limit == 30

    later = clock.now() + timedelta(days=1, minutes=1)
    assert queries.allowance(session, cast.helen.id, later) == queries.Allowance(set(), 25)


@pytest.mark.parametrize("decision", [None, "send-back"])
def test_without_an_approval_nothing_is_allowed(
    session: Session, cast: Cast, crowd: list[Person], decision: str | None
) -> None:
    approval = ask(session, cast, 2)
    if decision:
        decide(session, approval, cast.daniel, decision)

    with pytest.raises(cases.TooManyPeopleError):
        look(session, cast.helen, crowd[0])
    decide(session, ask(session, cast, 3), cast.daniel)
    look(session, cast.helen, crowd[0])


def test_it_is_for_the_officer_who_asked(session: Session, cast: Cast) -> None:
    decide(session, ask(session, cast, 2), cast.daniel)
    now = clock.now()
    assert queries.allowance(session, cast.daniel.id, now).limit == SUBJECTS_A_DAY
    assert queries.allowance(session, cast.helen.id, now).limit == SUBJECTS_A_DAY + 2


def test_who_is_no_officer_any_more_gets_none(session: Session, cast: Cast) -> None:
    approval = ask(session, cast, 2)
    roles.revoke(session, cast.helen, Role.OFFICER)

    with pytest.raises(NoOfficerError), session.begin_nested():
        decide(session, approval, cast.daniel)

    session.refresh(approval)
    assert approval.decision is None
    roles.grant(session, cast.helen, Role.OFFICER)
    decide(session, approval, cast.daniel)
    assert approval.decision is Decision.APPROVED


def test_nobody_allows_herself(session: Session, cast: Cast) -> None:
    approval = ask(session, cast, 2)
    with pytest.raises(ForbiddenError):
        decide(session, approval, cast.helen)
    decide(session, approval, cast.daniel)
