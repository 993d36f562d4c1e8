"""Every step of an answer from every state, legal and illegal; and what each answer comes to."""

from datetime import timedelta
from itertools import product

import pytest
from sqlmodel import Session, col, select

from app.consent import queries, rules, service
from app.consent.keeping import service as keeping
from app.consent.models import ConsentEvent, ConsentNotice, ConsentRecord, State
from app.core import clock
from app.core.errors import NotFoundError
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.consent import TIPS, answer, offer

# As LAW CON-3 to CON-6 have it, written down once more and not read off the rules.
LEGAL = {
    State.REQUESTED: {State.GIVEN, State.REFUSED, State.REVOKED},
    State.GIVEN: {
        State.WITHDRAWN,
        State.EXPIRED,
        State.REQUESTED,
        State.REVOKED,
        State.RENEWED,
    },
    State.RENEWED: {
        State.WITHDRAWN,
        State.EXPIRED,
        State.REQUESTED,
        State.REVOKED,
        State.RENEWED,
    },
    State.REFUSED: {State.GIVEN, State.REQUESTED, State.REVOKED},
    State.WITHDRAWN: {State.GIVEN, State.REQUESTED, State.REVOKED},
    State.EXPIRED: {State.GIVEN, State.REFUSED, State.REQUESTED, State.REVOKED},
    State.REVOKED: {State.REQUESTED},
}
# The way to each state from the request.
WAY = {
    State.REQUESTED: (),
    State.GIVEN: (State.GIVEN,),
    State.RENEWED: (State.GIVEN, State.RENEWED),
    State.REFUSED: (State.REFUSED,),
    State.WITHDRAWN: (State.GIVEN, State.WITHDRAWN),
    State.EXPIRED: (State.GIVEN, State.EXPIRED),
    State.REVOKED: (State.REVOKED,),
}
# What her yes and her no come to; None: it is her answer already, and nothing is written.
ANSWERS = {
    (State.REQUESTED, True): State.GIVEN,
    (State.REQUESTED, False): State.REFUSED,
    (State.GIVEN, True): None,
    (State.GIVEN, False): State.WITHDRAWN,
    (State.RENEWED, True): None,
    (State.RENEWED, False): State.WITHDRAWN,
    (State.REFUSED, True): State.GIVEN,
    (State.REFUSED, False): None,
    (State.WITHDRAWN, True): State.GIVEN,
    (State.WITHDRAWN, False): None,
    (State.EXPIRED, True): State.GIVEN,
    (State.EXPIRED, False): State.REFUSED,
    (State.REVOKED, True): State.GIVEN,
    (State.REVOKED, False): State.REFUSED,
}


def record_of(session: Session, cast: Cast) -> ConsentRecord:
    mine = select(ConsentRecord).where(ConsentRecord.person_id == cast.amara.id)
    return session.exec(mine).one()


def moved(session: Session, cast: Cast, to: State) -> None:
    record = record_of(session, cast)
    shown = session.get_one(ConsentNotice, record.notice_id)
    service.move(session, record, to, shown, cast.amara, by_person=False)


def in_state(session: Session, cast: Cast, state: State) -> ConsentRecord:
    offer(session, cast)
    for step in WAY[state]:
        moved(session, cast, step)
    return record_of(session, cast)


def events(session: Session, record: ConsentRecord) -> list[State]:
    hers = select(ConsentEvent).where(ConsentEvent.record_id == record.id)
    return [event.state for event in session.exec(hers.order_by(col(ConsentEvent.number)))]


@pytest.mark.parametrize(("before", "to"), [*product(State, State)])
def test_a_step_is_taken_exactly_where_it_may_be(
    session: Session, cast: Cast, before: State, to: State
) -> None:
    record = in_state(session, cast, before)
    was = record.model_dump(), events(session, record)

    if to in LEGAL[before]:
        moved(session, cast, to)
        assert record.state is to
        assert events(session, record) == [*was[1], to]
    else:
        with pytest.raises(service.NotAStepError):
            moved(session, cast, to)
        session.refresh(record)
        assert (record.model_dump(), events(session, record)) == was


def test_the_rules_have_no_step_beside_these() -> None:
    assert {state: set(after) for state, after in rules.FOLLOWS.items()} == LEGAL


@pytest.mark.parametrize(("state", "yes"), [*product(State, (True, False))])
def test_an_answer_comes_to_what_it_says_and_only_by_whom_it_is_asked(
    session: Session, cast: Cast, state: State, yes: bool
) -> None:
    record = in_state(session, cast, state)
    before = events(session, record)
    words = queries.choice(session, cast.amara, "en", TIPS).notice
    assert words is not None

    for other in (cast.jo, cast.helen, cast.viktor):
        with pytest.raises(NotFoundError):
            service.answer(session, other, "en", TIPS, yes=yes, digest=words.digest)
    assert events(session, record) == before

    kept = service.answer(session, cast.amara, "en", TIPS, yes=yes, digest=words.digest)
    expected = ANSWERS[state, yes]
    assert (kept.state if kept else None) is expected
    session.refresh(record)
    assert record.state is (expected or state)


@pytest.mark.parametrize("who", ["tom", "jo", "helen", "viktor", "ines"])
def test_no_role_answers_for_another(
    browser: Browser, session: Session, cast: Cast, who: str
) -> None:
    record = in_state(session, cast, State.GIVEN)
    session.commit()
    browser.sign_in(getattr(cast, who))

    browser.post(f"/choices/{TIPS}", {"answer": "no"}, status=404)
    session.expire_all()
    assert record.state is State.GIVEN

    browser.sign_in(cast.amara)
    browser.submit(browser.visit(f"/choices/{TIPS}"), "Save my choice", answer="no")
    session.expire_all()
    assert record.state is State.WITHDRAWN


def test_the_worker_ends_a_yes_whose_year_is_over_and_no_other(
    session: Session, cast: Cast
) -> None:
    offer(session, cast)
    answer(session, cast.amara, yes=True)
    answer(session, cast.ewan, yes=False)

    with clock.set_to(clock.now() + timedelta(days=366)):
        keeping.keep_time(session)

    assert record_of(session, cast).state is State.EXPIRED
    his = select(ConsentRecord).where(ConsentRecord.person_id == cast.ewan.id)
    assert session.exec(his).one().state is State.REFUSED
