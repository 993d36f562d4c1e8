"""Four windows answer at once, two hundred times: the history stays legal and loses nothing."""

import itertools
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from app.consent import queries, rules, service
from app.consent.models import ConsentEvent, ConsentNotice, ConsentRecord, State
from app.core.db.session import reading, writing
from app.identity.people import queries as people
from app.identity.people.models import Person
from tests.support.cast import Cast
from tests.support.consent import TIPS, offer
from tests.support.make import a_person
from tests.support.races import DONE, ROUNDS, raced

RACERS = 4


def test_racing_answers_leave_a_legal_history(session: Session, cast: Cast) -> None:
    offer(session, cast)
    words = queries.choice(session, cast.amara, "en", TIPS).notice
    session.commit()
    assert words is not None
    digest = words.digest

    def answer_again_and_again(racer: int) -> int:
        kept = 0
        for turn in range(ROUNDS):
            yes = (turn + racer) % 2 == 0
            try:
                with writing() as mine:
                    amara = people.by_employee_id(mine, "E1001")
                    assert amara is not None
                    event = service.answer(mine, amara, "en", TIPS, yes=yes, digest=digest)
                    kept += event is not None
            except (service.AnsweredMeanwhileError, OperationalError):
                continue  # somebody was faster, or the database too busy: nothing is kept
        return kept

    with ThreadPoolExecutor(RACERS) as pool:
        kept = sum(pool.map(answer_again_and_again, range(RACERS)))

    with reading() as reader:
        events = reader.exec(
            select(ConsentEvent)
            .join(ConsentRecord, col(ConsentRecord.id) == col(ConsentEvent.record_id))
            .where(ConsentRecord.person_id == cast.amara.id)
            .order_by(col(ConsentEvent.number))
        ).all()
        record = reader.exec(
            select(ConsentRecord).where(ConsentRecord.person_id == cast.amara.id)
        ).one()
    assert [event.number for event in events] == list(range(1, kept + 2))
    assert events[0].state is State.REQUESTED
    for before, after in itertools.pairwise(events):
        assert after.state in rules.FOLLOWS[before.state]
    assert (record.number, record.state) == (events[-1].number, events[-1].state)
    assert kept > 20


def _yes(session: Session, record: ConsentRecord, person: Person) -> None:
    shown = session.get_one(ConsentNotice, record.notice_id)
    service.move(session, record, State.GIVEN, shown, person, by_person=True)


def test_a_yes_that_is_pressed_four_times_is_one_yes(session: Session, cast: Cast) -> None:
    for number in range(ROUNDS):
        a_person(session, f"E{5000 + number}")
    offer(session, cast)
    made = list(session.exec(select(ConsentRecord.id).order_by(col(ConsentRecord.id))))[:ROUNDS]
    amara = cast.amara.id
    session.commit()

    outcomes = raced(ConsentRecord, made, [(amara, _yes)] * RACERS)

    assert len(outcomes) == ROUNDS
    assert {outcome.count(DONE) for outcome in outcomes} == {1}
    with reading() as reader:
        given = select(ConsentEvent.record_id).where(ConsentEvent.state == State.GIVEN)
        found = reader.exec(given).all()
    assert len(found) == len(set(found)) == ROUNDS
