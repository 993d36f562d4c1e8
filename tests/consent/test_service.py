"""Asking and answering: exactly these words, once, and only where no is a real answer."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from app.consent import queries, rules, service
from app.consent.keeping import service as keeping
from app.consent.models import ConsentEvent, ConsentNotice, ConsentRecord, State
from app.consent.queries import Blocked
from app.core import clock
from app.core.errors import NotFoundError
from app.identity.people import service as people
from tests.support.cast import Cast
from tests.support.consent import CHOICE, POLISH, TIPS, a_choice, answer, approve, offer, reword
from tests.support.looks import a_source

FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def states(session: Session) -> list[State]:
    events = select(ConsentEvent).order_by(col(ConsentEvent.record_id), col(ConsentEvent.number))
    return [event.state for event in session.exec(events)]


def test_people_it_applies_to_are_asked_and_nobody_else(session: Session, cast: Cast) -> None:
    offer(session, cast)
    asked = {record.person_id for record in session.exec(select(ConsentRecord))}
    assert asked == {cast.amara.id, cast.ewan.id}

    keeping.ask_people(session)

    assert states(session) == [State.REQUESTED] * 2


def test_an_answer_is_kept_with_the_exact_words_and_how_long_it_holds(
    session: Session, cast: Cast
) -> None:
    with clock.set_to(FRIDAY):
        offer(session, cast)
        event = answer(session, cast.amara, yes=True)

        chosen = queries.choice(session, cast.amara, "en", TIPS)

    kept = session.get(ConsentNotice, event.notice_id)
    assert kept is not None
    assert chosen.notice is not None
    assert (kept.text, kept.digest) == (chosen.notice.text, chosen.notice.digest)
    assert (kept.language, kept.version) == ("en", "1")
    for words in (CHOICE["question"], CHOICE["yes"], CHOICE["no"], CHOICE["held"]):
        assert str(words) in kept.text
    assert event.valid_until == datetime(2027, 11, 20, 9, 0, tzinfo=UTC)
    assert (chosen.answer, chosen.permitted, event.by_person) == ("yes", True, True)


def test_yes_no_and_yes_again_is_a_legal_history(session: Session, cast: Cast) -> None:
    offer(session, cast)
    for yes in (True, False, True, False):
        answer(session, cast.amara, yes=yes)

    steps = queries.history(session, cast.amara)

    assert [step.event.state for step in steps[::-1]] == [
        State.REQUESTED,
        State.GIVEN,
        State.WITHDRAWN,
        State.GIVEN,
        State.WITHDRAWN,
    ]
    assert [step.before for step in steps[::-1]][1:] == [s.event.state for s in steps[::-1]][:-1]


def test_the_same_answer_twice_is_one_answer(session: Session, cast: Cast) -> None:
    offer(session, cast)
    answer(session, cast.amara, yes=False)
    words = queries.choice(session, cast.amara, "en", TIPS).notice
    assert words is not None

    again = service.answer(session, cast.amara, "en", TIPS, yes=False, digest=words.digest)

    assert again is None
    assert states(session).count(State.REFUSED) == 1


def test_who_is_not_asked_yet_can_answer_at_once(session: Session, cast: Cast) -> None:
    offer(session, cast, approved=False)
    approve(session, cast)

    answer(session, cast.amara, yes=True)

    assert states(session) == [State.REQUESTED, State.GIVEN]


def test_other_words_than_those_shown_are_not_answered(session: Session, cast: Cast) -> None:
    offer(session, cast)
    with pytest.raises(service.WordsChangedError):
        service.answer(session, cast.amara, "en", TIPS, yes=True, digest="0" * 64)

    assert answer(session, cast.amara, yes=True).state is State.GIVEN


def test_nobody_answers_before_a_second_officer_approved_the_words(
    session: Session, cast: Cast
) -> None:
    offer(session, cast, approved=False)
    choice = queries.choice(session, cast.amara, "en", TIPS)
    assert choice.notice is not None
    assert choice.blocked is Blocked.APPROVAL
    with pytest.raises(service.NotAskedError):
        service.answer(session, cast.amara, "en", TIPS, yes=True, digest=choice.notice.digest)

    approve(session, cast)

    assert answer(session, cast.amara, yes=True).state is State.GIVEN


def a_translation_waits(session: Session, _cast: Cast) -> str:
    """Another version says the same in English, and Polish words wait for a second officer."""
    reword(session, choice={"translations": [POLISH]})
    return "en"


def her_language_has_no_words(session: Session, cast: Cast) -> str:
    people.prefer(session, cast.amara.id, language="pl")
    return "pl"


def the_words_changed(session: Session, _cast: Cast) -> str:
    reword(session, retention={"label": "10 years", "then": "then it is deleted"})
    return "en"


@pytest.mark.parametrize(
    "blocked", [a_translation_waits, her_language_has_no_words, the_words_changed]
)
def test_nothing_stands_before_the_no_that_ends_a_yes(
    session: Session, cast: Cast, blocked: Callable[[Session, Cast], str]
) -> None:
    a_source(session, "field-app", "field-app")
    offer(session, cast)
    said_yes_to = answer(session, cast.amara, yes=True).notice_id
    language = blocked(session, cast)
    assert queries.choice(session, cast.amara, language, TIPS).blocked is not None
    with pytest.raises(service.NotAskedError):
        service.answer(session, cast.amara, language, TIPS, yes=True, digest="")

    event = service.answer(session, cast.amara, language, TIPS, yes=False, digest="")

    assert event is not None
    assert (event.state, event.notice_id, event.by_person) == (State.WITHDRAWN, said_yes_to, True)
    after = queries.choice(session, cast.amara, language, TIPS)
    assert len(queries.stopping(session, after.record)) == 1
    with pytest.raises(service.NotAskedError):
        service.answer(session, cast.amara, language, TIPS, yes=False, digest="")


def test_a_missing_translation_blocks_the_choice(session: Session, cast: Cast) -> None:
    people.prefer(session, cast.amara.id, language="pl")
    offer(session, cast)
    assert not session.exec(
        select(ConsentRecord).where(ConsentRecord.person_id == cast.amara.id)
    ).all()
    blocked = queries.choice(session, cast.amara, "pl", TIPS)
    assert (blocked.blocked, blocked.notice, blocked.waits) == (Blocked.LANGUAGE, None, False)
    with pytest.raises(service.NotAskedError):
        service.answer(session, cast.amara, "pl", TIPS, yes=True, digest="")

    assert answer(session, cast.ewan, yes=True).state is State.GIVEN


def test_with_a_translation_she_is_asked_in_her_language(session: Session, cast: Cast) -> None:
    people.prefer(session, cast.amara.id, language="pl")
    offer(session, cast, a_choice(choice={"translations": [POLISH]}))

    choice = queries.choice(session, cast.amara, "pl", TIPS)
    assert choice.notice is not None
    assert choice.notice.question == POLISH["question"]
    event = service.answer(session, cast.amara, "pl", TIPS, yes=True, digest=choice.notice.digest)

    assert event is not None
    kept = session.get(ConsentNotice, event.notice_id)
    assert kept is not None
    assert (kept.language, POLISH["held"] in kept.text) == ("pl", True)


def test_what_does_not_rest_on_consent_cannot_be_answered(session: Session, cast: Cast) -> None:
    offer(session, cast)
    with pytest.raises(NotFoundError):
        queries.choice(session, cast.amara, "en", "location")
    with pytest.raises(NotFoundError):
        queries.choice(session, cast.jo, "en", TIPS)  # it does not apply to her

    assert [choice.id for choice in queries.choices(session, cast.amara, "en")] == [TIPS]
    assert [p.id for p in queries.not_choosable(session, cast.amara)] == ["location"]


def test_a_yes_about_to_end_can_be_renewed(session: Session, cast: Cast) -> None:
    with clock.set_to(FRIDAY):
        offer(session, cast)
        answer(session, cast.amara, yes=True)
    with clock.set_to(FRIDAY + timedelta(days=340)):
        renewed = answer(session, cast.amara, yes=True)

    assert renewed.state is State.RENEWED
    assert renewed.valid_until == rules.valid_until(FRIDAY + timedelta(days=340))


@pytest.mark.parametrize(
    ("yes", "then"),
    [(True, [State.EXPIRED, State.GIVEN]), (False, [State.EXPIRED, State.REFUSED])],
)
def test_a_yes_has_run_out_at_its_moment_though_the_worker_was_not_there(
    session: Session, cast: Cast, yes: bool, then: list[State]
) -> None:
    with clock.set_to(FRIDAY):
        offer(session, cast)
        answer(session, cast.amara, yes=True)
    until = rules.valid_until(FRIDAY)
    with clock.set_to(until - timedelta(seconds=1)):
        assert queries.choice(session, cast.amara, "en", TIPS).permitted
    with clock.set_to(until):
        choice = queries.choice(session, cast.amara, "en", TIPS)
        assert (choice.state, choice.permitted, choice.waits) == (State.EXPIRED, False, True)
        answer(session, cast.amara, yes=yes)

        steps = queries.history(session, cast.amara)

    assert [step.event.state for step in steps[:2][::-1]] == then


CHANGES = [
    "UPDATE consent_event SET state = 'ConsentRefused'",
    "DELETE FROM consent_event",
    "UPDATE consent_notice SET text = 'other'",
    "DELETE FROM consent_notice",
    "DELETE FROM consent_record",
    "UPDATE consent_record SET practice_id = 'location'",
    "UPDATE consent_record SET number = 1",
    "UPDATE consent_record SET state = 'ConsentRequested', number = number + 1",
]


@pytest.mark.parametrize("statement", CHANGES)
def test_the_database_refuses_to_change_what_was_answered(
    session: Session, cast: Cast, statement: str
) -> None:
    offer(session, cast)
    answer(session, cast.amara, yes=True)
    session.commit()

    with pytest.raises(DBAPIError):
        session.connection().exec_driver_sql(statement)
    session.rollback()

    assert answer(session, cast.amara, yes=False).state is State.WITHDRAWN
