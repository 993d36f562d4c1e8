from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session

from app.cases import queries, service
from app.cases.allowances.rules import SUBJECTS_A_DAY
from app.cases.models import Case, Purpose
from app.core import clock
from app.core.errors import NotFoundError
from app.identity.people.models import Person
from tests.support.cast import Cast
from tests.support.make import a_person


def opened(session: Session, officer: Person, person: Person) -> Case:
    return service.open_case(
        session,
        officer,
        person,
        purpose=Purpose.ANSWER_QUESTION,
        ticket="Q-1",
        form_key=uuid4(),
    )


def test_an_officer_finds_her_own_case_and_nobody_elses(session: Session, cast: Cast) -> None:
    case = opened(session, cast.helen, cast.amara)

    assert queries.own(session, cast.helen.id, case.reference).id == case.id
    with pytest.raises(NotFoundError):
        queries.own(session, cast.daniel.id, case.reference)


def test_the_same_form_opens_one_case_and_other_answers_are_refused(
    session: Session, cast: Cast
) -> None:
    form = {"purpose": Purpose.ANSWER_QUESTION, "form_key": uuid4()}

    first = service.open_case(session, cast.helen, cast.amara, ticket="Q-1", **form)
    again = service.open_case(session, cast.helen, cast.amara, ticket="Q-1", **form)

    assert first.reference == again.reference
    with pytest.raises(service.AnotherFormError):
        service.open_case(session, cast.helen, cast.amara, ticket="Q-2", **form)


def test_nobody_opens_herself_her_manager_or_her_report(session: Session, cast: Cast) -> None:
    for officer, person in (
        (cast.helen, cast.helen),
        (cast.amara, cast.tom),
        (cast.tom, cast.amara),
    ):
        with pytest.raises(service.TooCloseError):
            opened(session, officer, person)

    assert opened(session, cast.helen, cast.amara).closed_at is None


def test_a_closed_case_opens_nothing(session: Session, cast: Cast) -> None:
    case = opened(session, cast.helen, cast.amara)
    service.look(session, cast.helen, cast.amara, case)
    service.close(session, case)

    with pytest.raises(service.ClosedError):
        service.look(session, cast.helen, cast.amara, case)
    with pytest.raises(service.ClosedError):
        service.close(session, case)


def test_the_limit_of_a_day_counts_people_whatever_the_age_of_their_cases(
    session: Session, cast: Cast
) -> None:
    crowd = [a_person(session, f"E2{n:03}", f"Person {n}") for n in range(SUBJECTS_A_DAY + 1)]
    yesterday = clock.now() - timedelta(days=1, minutes=1)
    with clock.set_to(yesterday):
        cases = [(person, opened(session, cast.helen, person)) for person in crowd]

    for person, case in cases[:SUBJECTS_A_DAY]:
        service.look(session, cast.helen, person, case)
    person, one_more = cases[SUBJECTS_A_DAY]
    with pytest.raises(service.TooManyPeopleError):
        service.look(session, cast.helen, person, one_more)

    service.look(session, cast.helen, *cases[0])  # somebody seen already is nobody more
    with clock.set_to(clock.now() + timedelta(days=1, minutes=1)):
        service.look(session, cast.helen, person, one_more)
