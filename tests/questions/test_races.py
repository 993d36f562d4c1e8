"""Four press at once, two hundred times: one owner, one verdict, one reason, and no gap."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlmodel import Session, col, func, select

from app.access_log.outcomes.models import EntryOutcome
from app.access_log.outcomes.rules import Verdict
from app.core.db.base import new_id
from app.core.db.session import reading, writing
from app.identity.people.models import Person
from app.questions.judging import service as judging
from app.questions.models import Act, Question, QuestionEvent
from tests.support.cast import Cast
from tests.support.questions import a_house, ask, decide, many_looks, reply, seqs, taken
from tests.support.races import DONE, FORBIDDEN, LATE, ROUNDS, raced


@pytest.fixture(autouse=True)
def house(session: Session, cast: Cast) -> None:
    a_house(session)
    many_looks(ROUNDS)


def _take(session: Session, question: Question, officer: Person) -> object:
    return judging.take(session, question, officer, form_key=new_id())


def _outside(session: Session, question: Question, officer: Person) -> object:
    return decide(session, question, officer, Verdict.OUTSIDE_AUTHORITY)


def _numbers(act: Act) -> tuple[int, set[int]]:
    """How many events of an act there are, and each question's events less its last number."""
    with reading() as fresh:
        of_act = select(func.count()).where(col(QuestionEvent.act) == act)
        number, event_id = col(QuestionEvent.number), col(QuestionEvent.id)
        gaps = select(func.max(number) - func.count(event_id)).group_by(
            col(QuestionEvent.question_id)
        )
        return fresh.exec(of_act).one(), set(fresh.exec(gaps))


def test_one_officer_takes_a_question(session: Session, cast: Cast) -> None:
    helen, daniel = cast.helen.id, cast.daniel.id
    entries = seqs(session, cast.amara, ROUNDS)
    made: list[UUID] = [ask(session, cast.amara, seq=seq).id for seq in entries]
    session.commit()

    presses = [(helen, _take), (daniel, _take), (helen, _take), (daniel, _take)]
    outcomes = raced(Question, made, presses)

    assert len(outcomes) == ROUNDS
    assert all(sorted(each) == [DONE, LATE, LATE, LATE] for each in outcomes)
    assert _numbers(Act.TAKEN) == (ROUNDS, {0})


def test_one_verdict_whatever_else_is_pressed(session: Session, cast: Cast) -> None:
    helen, daniel, priya = cast.helen.id, cast.daniel.id, cast.priya.id
    entries = seqs(session, cast.amara, ROUNDS)
    made: list[UUID] = [taken(session, cast.amara, cast.helen, seq=seq).id for seq in entries]
    session.commit()

    presses = [(helen, decide), (helen, _outside), (priya, reply), (daniel, decide)]
    outcomes = raced(Question, made, presses)

    assert len(outcomes) == ROUNDS
    assert all(sorted(each[:2]) == [DONE, LATE] for each in outcomes)
    assert {each[2] for each in outcomes} <= {DONE, LATE}
    assert {each[3] for each in outcomes} == {FORBIDDEN}
    assert _numbers(Act.DECIDED) == (ROUNDS, {0})
    with reading() as fresh:
        assert fresh.exec(select(func.count()).select_from(EntryOutcome)).one() == ROUNDS


def test_what_is_asked_four_times_at_once_is_one_question(session: Session, cast: Cast) -> None:
    entries, amara = seqs(session, cast.amara, ROUNDS), cast.amara.id
    session.commit()

    def press(seq: int) -> UUID:
        with writing() as mine:
            person = mine.get(Person, amara)
            assert person is not None
            return ask(mine, person, seq=seq).id

    with ThreadPoolExecutor(4) as pool:
        asked = [set(pool.map(press, [seq] * 4)) for seq in entries]

    assert all(len(each) == 1 for each in asked)
    assert _numbers(Act.ASKED) == (ROUNDS, {0})
