"""Several press at once, two hundred times: one has it, one answer, one opening, no gap."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from sqlmodel import Session, col, func, select

from app.approvals.models import Approval
from app.concerns import queries, service
from app.concerns.asking import service as asking
from app.concerns.asking.rules import Raised
from app.concerns.handling import service as handling
from app.concerns.models import About, Act, Concern, ConcernEvent, Naming
from app.core.db.base import new_id
from app.core.db.session import reading, writing
from app.identity.people.models import Person
from app.identity.viewer import Subject
from tests.support.cast import Cast
from tests.support.concerns import (
    a_concern,
    a_third_officer,
    answer,
    ask_for_the_name,
    given_on,
    taken,
)
from tests.support.races import DONE, FORBIDDEN, LATE, ROUNDS, raced
from tests.support.requests import approve


def _take(session: Session, concern: Concern, officer: Person) -> object:
    return handling.take(session, concern, officer, form_key=new_id())


def _answer(session: Session, concern: Concern, officer: Person) -> object:
    return answer(session, concern, officer)


def _close(session: Session, concern: Concern, person: Person) -> object:
    return service.close(session, concern, person, form_key=new_id())


def _numbers(act: Act) -> tuple[int, set[int]]:
    """How many events of an act there are; and for each concern its events less its last number."""
    with reading() as fresh:
        of_act = select(func.count()).where(col(ConcernEvent.act) == act)
        number, event_id = col(ConcernEvent.number), col(ConcernEvent.id)
        gaps = select(func.max(number) - func.count(event_id)).group_by(
            col(ConcernEvent.concern_id)
        )
        return fresh.exec(of_act).one(), set(fresh.exec(gaps))


def test_one_officer_takes_a_concern(session: Session, cast: Cast) -> None:
    helen, daniel = cast.helen.id, cast.daniel.id
    made = [a_concern(session, cast.amara).id for _round in range(ROUNDS)]
    session.commit()
    presses = [(helen, _take), (daniel, _take), (helen, _take), (daniel, _take)]
    outcomes = raced(Concern, made, presses)
    assert all(each.count(DONE) == 1 for each in outcomes)
    assert all(set(each) <= {DONE, LATE, FORBIDDEN} for each in outcomes)
    assert _numbers(Act.TAKEN) == (ROUNDS, {0})


def test_an_answer_and_an_end_never_cross(session: Session, cast: Cast) -> None:
    amara, helen = cast.amara.id, cast.helen.id
    made = [taken(session, cast.amara, cast.helen).id for _round in range(ROUNDS)]
    session.commit()
    presses = [(helen, _answer), (amara, _close), (helen, _answer), (amara, _close)]
    outcomes = raced(Concern, made, presses)
    assert all([each[1], each[3]].count(DONE) == 1 for each in outcomes)
    answers, gaps = _numbers(Act.ANSWERED)
    assert answers == sum(DONE in {each[0], each[2]} for each in outcomes)
    assert gaps == {0}
    assert _numbers(Act.CLOSED)[0] == ROUNDS


def test_a_name_is_opened_once_and_never_by_who_asked_or_to_who_gave_it_on(
    session: Session, cast: Cast
) -> None:
    mei = a_third_officer(session)
    helen, daniel, third = cast.helen.id, cast.daniel.id, mei.id
    made: list[UUID] = []
    for _round in range(ROUNDS):
        concern = given_on(session, cast)
        made.append(ask_for_the_name(session, concern, cast.daniel, mei).id)
    session.commit()

    def decide(mine: Session, approval: Approval, officer: Person) -> object:
        return approve(mine, approval, officer)

    def give(mine: Session, approval: Approval, officer: Person) -> object:
        concern = queries.by_reference(mine, approval.about)
        to = mine.get(Person, helen)
        assert concern is not None
        assert to is not None
        return handling.assign(mine, concern, officer, to, form_key=new_id())

    presses = [(third, decide), (daniel, decide), (third, decide), (daniel, give)]
    outcomes = raced(Approval, made, presses)

    assert {each[1] for each in outcomes} <= {FORBIDDEN, LATE}
    assert all([each[0], each[2]].count(DONE) <= 1 for each in outcomes)
    assert all(each[3] == DONE for each in outcomes)
    opened = sum(DONE in {each[0], each[2]} for each in outcomes)
    assert _numbers(Act.IDENTITY_OPENED) == (opened, {0})
    with reading() as fresh:
        for told in queries.every_open(fresh):
            assert told.standing.owner_id == helen
            opening = [e.number for e in told.events if e.act is Act.IDENTITY_OPENED]
            given = [e.number for e in told.events if e.act is Act.ASSIGNED]
            assert not opening or opening[0] < given[-1]  # never after it was given on


def test_a_draft_that_is_sent_four_times_at_once_raises_one_concern(
    session: Session, cast: Cast
) -> None:
    amara = cast.amara.id
    session.commit()
    raised = Raised(Naming.CONFIDENTIAL, About.ELSE, "The screens.")

    def press(key: UUID) -> UUID:
        with writing() as mine:
            person = mine.get(Person, amara)
            assert person is not None
            sent = asking.sent_already(mine, person, key)
            return (sent or asking.send(mine, Subject(person, "UTC"), raised, form_key=key)).id

    with ThreadPoolExecutor(4) as pool:
        made = [set(pool.map(press, [new_id()] * 4)) for _round in range(ROUNDS)]
    assert all(len(each) == 1 for each in made)
    assert _numbers(Act.RECEIVED) == (ROUNDS, {0})
