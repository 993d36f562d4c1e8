"""Four press at once, two hundred times: a request has one owner, one end, and no gap."""

from uuid import UUID

from sqlmodel import Session, col, func, select

from app.approvals.models import Approval
from app.core.db.base import new_id
from app.core.db.session import reading
from app.identity.people.models import Person
from app.subject_requests import queries, service
from app.subject_requests.handling import service as handling
from app.subject_requests.models import Act, SubjectRequest, SubjectRequestEvent
from tests.support.cast import Cast
from tests.support.races import DONE, FORBIDDEN, LATE, ROUNDS, raced
from tests.support.requests import a_request, approve, propose, taken


def _take(session: Session, request: SubjectRequest, officer: Person) -> object:
    return handling.take(session, request, officer, form_key=new_id())


def _withdraw(session: Session, request: SubjectRequest, person: Person) -> object:
    return service.withdraw(session, request, person, form_key=new_id())


def _numbers(act: Act) -> tuple[int, list[int]]:
    """How many events of an act there are; and for each request its events less its last number."""
    with reading() as fresh:
        of_act = select(func.count()).where(col(SubjectRequestEvent.act) == act)
        number, event_id = col(SubjectRequestEvent.number), col(SubjectRequestEvent.id)
        gaps = select(func.max(number) - func.count(event_id)).group_by(
            col(SubjectRequestEvent.request_id)
        )
        return fresh.exec(of_act).one(), list(fresh.exec(gaps))


def test_one_officer_takes_a_request(session: Session, cast: Cast) -> None:
    helen, daniel = cast.helen.id, cast.daniel.id
    made: list[UUID] = [a_request(session, cast.amara).id for _round in range(ROUNDS)]
    session.commit()

    presses = [(helen, _take), (daniel, _take), (helen, _take), (daniel, _take)]
    outcomes = raced(SubjectRequest, made, presses)

    assert len(outcomes) == ROUNDS
    assert all(sorted(each) == [DONE, LATE, LATE, LATE] for each in outcomes)
    assert _numbers(Act.TAKEN) == (ROUNDS, [0] * ROUNDS)


def test_a_request_is_withdrawn_once_whatever_else_is_pressed(session: Session, cast: Cast) -> None:
    amara, daniel = cast.amara.id, cast.daniel.id
    made: list[UUID] = [taken(session, cast.amara, cast.helen).id for _round in range(ROUNDS)]
    session.commit()

    def give(mine: Session, request: SubjectRequest, officer: Person) -> object:
        return handling.assign(mine, request, officer, officer, form_key=new_id())

    presses = [(amara, _withdraw), (daniel, give), (amara, _withdraw), (amara, _withdraw)]
    outcomes = raced(SubjectRequest, made, presses)

    assert len(outcomes) == ROUNDS
    ends = [[each[0], each[2], each[3]] for each in outcomes]
    assert all(sorted(each) == [DONE, LATE, LATE] for each in ends)
    assert _numbers(Act.WITHDRAWN) == (ROUNDS, [0] * ROUNDS)


def _approve(session: Session, approval: Approval, officer: Person) -> object:
    return approve(session, approval, officer)


def _assign(session: Session, approval: Approval, officer: Person) -> object:
    request = queries.by_reference(session, approval.about)
    assert request is not None
    return handling.assign(session, request, officer, officer, form_key=new_id())


def test_an_answer_is_approved_once_and_never_by_who_wrote_it(session: Session, cast: Cast) -> None:
    helen, daniel = cast.helen.id, cast.daniel.id
    made: list[UUID] = []
    for _round in range(ROUNDS):
        request = taken(session, cast.amara, cast.helen)
        made.append(propose(session, request, cast.helen, cast.daniel).id)
    session.commit()

    presses = [(daniel, _approve), (helen, _approve), (daniel, _approve), (daniel, _assign)]
    outcomes = raced(Approval, made, presses)

    assert len(outcomes) == ROUNDS
    assert {each[1] for each in outcomes} <= {FORBIDDEN, LATE}
    assert all([each[0], each[2]].count(DONE) <= 1 for each in outcomes)
    answers = sum(DONE in {each[0], each[2]} for each in outcomes)
    assert all(DONE in {each[0], each[2], each[3]} for each in outcomes)
    assert _numbers(Act.ANSWERED) == (answers, [0] * ROUNDS)
