"""What the worker does to answers: changed words, a year that is over, a choice that is retired."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.consent import queries, reporting, rules
from app.consent import service as consent
from app.consent.keeping import service
from app.consent.models import ConsentRecord, State
from app.consent.queries import Blocked
from app.core import clock
from app.identity.people.models import Person
from app.notifications.models import Kind, Update
from app.register import service as register
from app.register.models import Origin
from app.register.schemas import EndingNote
from tests.support.cast import Cast
from tests.support.consent import TIPS, a_choice, answer, approve, offer, reword
from tests.support.looks import a_source

FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def record(session: Session, person: Person) -> ConsentRecord:
    mine = select(ConsentRecord).where(ConsentRecord.person_id == person.id)
    found = session.exec(mine).one()
    session.refresh(found)
    return found


def told(session: Session, person: Person) -> list[Kind]:
    mine = select(Update).where(Update.person_id == person.id).order_by(col(Update.id))
    return [update.kind for update in session.exec(mine)]


@pytest.mark.parametrize("yes", [True, False])
def test_changed_words_set_an_answer_back_to_requested(
    session: Session, cast: Cast, yes: bool
) -> None:
    offer(session, cast)
    answer(session, cast.amara, yes=yes)
    reword(session, retention={"label": "10 years", "then": "then it is deleted"})

    service.follow_register(session)
    service.follow_register(session)

    assert record(session, cast.amara).state is State.REQUESTED
    assert told(session, cast.amara) == [Kind.CHOICE_CHANGED]
    blocked = queries.choice(session, cast.amara, "en", TIPS)
    assert blocked.blocked is Blocked.APPROVAL
    approve(session, cast)
    assert answer(session, cast.amara, yes=True).state is State.GIVEN
    service.follow_register(session)
    assert record(session, cast.amara).state is State.GIVEN


KEEPER = {"name": "Trackline", "does": "Stores it", "country": "IE"}
MATERIAL: list[dict[str, Any]] = [  # none of it in the words a person was asked in
    {"system": "telematics"},
    {"categories": [{"id": "scores", "label": "driving style", "kind": "record"}]},
    {"processors": [KEEPER | {"country": "US", "safeguard": "A contract"}]},
    {"retention": {"label": "30 days", "then": "then it is deleted", "days": 90}},
    {"figures": "team"},
    {
        "automated_decisions": {"answer": True, "text": "A dispatcher decides."},
        "rights": ["access", "erasure", "human-review"],
    },
]


@pytest.mark.parametrize("different", MATERIAL)
@pytest.mark.parametrize("correction", [0, 1])
def test_a_material_change_ends_a_yes_at_once_and_the_worker_asks_again(
    session: Session, cast: Cast, different: dict[str, Any], correction: int
) -> None:
    number = 1 if correction else 2
    source = a_source(session, "field-app", "field-app")
    offer(session, cast, a_choice(processors=[KEEPER]))
    answer(session, cast.amara, yes=True)
    answer(session, cast.ewan, yes=False)
    assert TIPS not in queries.declined(session, cast.amara, "en")

    reword(session, number, correction, **({"processors": [KEEPER]} | different))

    assert record(session, cast.amara).state is State.GIVEN, "the worker was not there"
    choice = queries.choice(session, cast.amara, "en", TIPS)
    assert (choice.state, choice.permitted, choice.answer) == (State.REQUESTED, False, "")
    assert queries.choice(session, cast.ewan, "en", TIPS).answer == ""
    assert TIPS not in queries.declined(session, cast.amara, "en"), "nobody was told to stop yet"
    assert TIPS in queries.declined(session, cast.ewan, "en")
    assert not any(each.permitted for each in reporting.consents(session, source, limit=9))
    approve(session, cast)
    assert queries.choice(session, cast.amara, "en", TIPS).waits

    service.follow_register(session)

    assert {record(session, each).state for each in (cast.amara, cast.ewan)} == {State.REQUESTED}
    assert told(session, cast.amara) == [Kind.CHOICE_CHANGED]
    [stop] = queries.stopping(session, record(session, cast.amara))
    assert stop.system == "field-app"
    assert TIPS not in queries.declined(session, cast.amara, "en"), "and nobody said it stopped"
    reporting.confirm(session, source, record(session, cast.amara).id)
    assert TIPS in queries.declined(session, cast.amara, "en")


def test_a_small_correction_of_the_words_leaves_a_yes_as_it_is(
    session: Session, cast: Cast
) -> None:
    source = a_source(session, "field-app", "field-app")
    offer(session, cast)
    answer(session, cast.amara, yes=True)
    reword(session, 1, 1, choice={"question": "Do you want tips on your own driving?"})

    service.follow_register(session)

    assert record(session, cast.amara).state is State.GIVEN
    choice = queries.choice(session, cast.amara, "en", TIPS)
    assert (choice.blocked, choice.permitted) == (Blocked.APPROVAL, True)
    permitted = [each.permitted for each in reporting.consents(session, source, limit=9)]
    assert sorted(permitted) == [False, True]
    approve(session, cast)
    service.follow_register(session)
    assert record(session, cast.amara).state is State.GIVEN


@pytest.mark.parametrize("adds", [True, False])
def test_a_correction_that_says_more_was_done_asks_again(
    session: Session, cast: Cast, adds: bool
) -> None:
    offer(session, cast)
    answer(session, cast.amara, yes=True)
    reword(session, 1, 1, adds=adds, records=["How you brake", "How you steer"])
    approve(session, cast)
    assert queries.choice(session, cast.amara, "en", TIPS).permitted is not adds

    service.follow_register(session)

    assert record(session, cast.amara).state is (State.REQUESTED if adds else State.GIVEN)


@pytest.mark.parametrize("approved", [True, False])
@pytest.mark.parametrize("yes", [True, False])
def test_who_answers_before_the_worker_asked_again_is_asked_first(
    session: Session, cast: Cast, yes: bool, approved: bool
) -> None:
    a_source(session, "field-app", "field-app")
    offer(session, cast)
    first = answer(session, cast.amara, yes=True)
    reword(session, figures="team")
    if approved:
        approve(session, cast)
    elif yes:
        with pytest.raises(consent.NotAskedError):
            answer(session, cast.amara, yes=yes)
        return

    event = answer(session, cast.amara, yes=yes)

    states = [step.event.state for step in queries.history(session, cast.amara)]
    if approved:
        assert states[:2] == [State.GIVEN if yes else State.REFUSED, State.REQUESTED]
        assert event.notice_id != first.notice_id
    else:
        assert states[:2] == [State.WITHDRAWN, State.GIVEN]
        assert event.notice_id == first.notice_id
    open_stops = [each.is_open for each in queries.stopping(session, record(session, cast.amara))]
    assert open_stops == ([] if yes else [True])


def test_a_version_that_says_the_same_leaves_answers_as_they_are(
    session: Session, cast: Cast
) -> None:
    offer(session, cast)
    answer(session, cast.amara, yes=True)
    reword(session, challenge="Ask the privacy team in person.")

    service.follow_register(session)

    assert record(session, cast.amara).state is State.GIVEN
    assert queries.choice(session, cast.amara, "en", TIPS).blocked is None


def test_a_yes_ends_after_twelve_months_and_is_announced_thirty_days_before(
    session: Session, cast: Cast
) -> None:
    with clock.set_to(FRIDAY):
        offer(session, cast)
        answer(session, cast.amara, yes=True)
    until = rules.valid_until(FRIDAY)
    for moment, state, kinds in (
        (until - timedelta(days=31), State.GIVEN, []),
        (until - timedelta(days=30), State.GIVEN, [Kind.CHOICE_ENDING]),
        (until - timedelta(seconds=1), State.GIVEN, [Kind.CHOICE_ENDING]),
        (until, State.EXPIRED, [Kind.CHOICE_ENDING, Kind.CHOICE_ENDED]),
    ):
        with clock.set_to(moment):
            service.keep_time(session)
        assert record(session, cast.amara).state is state
        assert told(session, cast.amara) == kinds


def test_a_practice_that_ends_takes_its_choice_back_and_keeps_the_history(
    session: Session, cast: Cast
) -> None:
    offer(session, cast)
    answer(session, cast.amara, yes=True)
    yesterday = clock.now().date() - timedelta(days=1)
    note = EndingNote(
        on=yesterday, fate="Deleted.", reason="Nobody used it.", approved_by=("A", "B")
    )
    register.end(session, TIPS, note, Origin.PORTAL)

    service.follow_register(session)

    assert record(session, cast.amara).state is State.REVOKED
    assert queries.choices(session, cast.amara, "en") == []
    assert next(step.event.state for step in queries.history(session, cast.amara)) is State.REVOKED


def move_on(session: Session, person: Person, **new: object) -> None:
    for name, value in new.items():
        setattr(person, name, value)
    session.flush()


@pytest.mark.parametrize(
    ("gone", "kinds"),
    [({"role_title": "Dispatcher"}, [Kind.CHOICE_ENDED]), ({"active": False}, [])],
)
def test_whoever_moved_or_left_has_no_yes_any_more(
    session: Session, cast: Cast, gone: dict[str, object], kinds: list[Kind]
) -> None:
    a_source(session, "field-app", "field-app")
    offer(session, cast)
    answer(session, cast.amara, yes=True)
    answer(session, cast.ewan, yes=True)
    move_on(session, cast.amara, **gone)

    service.follow_register(session)
    service.follow_register(session)

    hers = record(session, cast.amara)
    assert (hers.state, hers.number, hers.valid_until) == (State.REVOKED, 3, None)
    assert len(queries.stopping(session, hers)) == 1
    assert told(session, cast.amara) == kinds
    assert record(session, cast.ewan).state is State.GIVEN


def test_one_run_moves_so_many_of_all_choices_and_the_next_goes_on(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOVED_AT_ONCE", 1)
    offer(session, cast)
    for person in (cast.amara, cast.ewan):
        answer(session, person, yes=True)
    move_on(session, cast.amara, role_title="Dispatcher")
    reword(session, retention={"label": "10 years", "then": "then it is deleted"})
    for states in (
        (State.REVOKED, State.GIVEN),  # whose choice it is no longer
        (State.REVOKED, State.REQUESTED),  # and whose words changed
        (State.REVOKED, State.REQUESTED),
    ):
        service.follow_register(session)
        assert tuple(record(session, each).state for each in (cast.amara, cast.ewan)) == states


def test_where_nobody_is_to_be_asked_nobody_waits(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[Session] = []
    monkeypatch.setattr(consent, "_wait_turn", waited.append)
    offer(session, cast)
    service.ask_people(session)
    assert waited
    waited.clear()
    service.ask_people(session)
    assert waited == []


@pytest.mark.parametrize("worker_first", [True, False])
@pytest.mark.parametrize("reworded", [True, False])
def test_whoever_comes_back_is_asked_anew(
    session: Session, cast: Cast, worker_first: bool, reworded: bool
) -> None:
    offer(session, cast)
    answer(session, cast.amara, yes=True)
    move_on(session, cast.amara, role_title="Dispatcher")
    service.follow_register(session)
    if reworded:
        reword(session, retention={"label": "10 years", "then": "then it is deleted"})
        approve(session, cast)
    move_on(session, cast.amara, role_title="Field engineer")
    if worker_first:
        service.follow_register(session)
        assert record(session, cast.amara).state is State.REQUESTED

    assert queries.choice(session, cast.amara, "en", TIPS).waits
    assert answer(session, cast.amara, yes=True).state is State.GIVEN
    states = [step.event.state for step in queries.history(session, cast.amara)]
    assert states[:3] == [State.GIVEN, State.REQUESTED, State.REVOKED]
