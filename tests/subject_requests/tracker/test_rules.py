"""The clock as a bar, the steps and the history, with days on which nothing happened."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from app.subject_requests.models import (
    Act,
    Channel,
    Kind,
    SubjectRequest,
    SubjectRequestEvent,
    SubjectRequestMessage,
)
from app.subject_requests.progress.rules import Standing, standing
from app.subject_requests.tracker.rules import Line, Span, State, Step, bar, history, steps
from tests.subject_requests.progress.test_rules import MONDAY, stands

NINE = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
HELEN = UUID(int=5)
TAKEN, ASKED, ANSWER = (
    (Act.TAKEN, 0),
    (Act.CLARIFICATION_ASKED, 4),
    (Act.CLARIFICATION_ANSWERED, 6),
)


def day(days: int) -> date:
    return MONDAY + timedelta(days=days)


def test_the_bar_runs_from_receipt_to_the_day_that_counts() -> None:
    found = bar(MONDAY, stands(TAKEN, ASKED, ANSWER), day(8))
    assert found is not None
    assert (found.start, found.end, found.now) == (MONDAY, date(2026, 7, 3), day(8))
    assert found.pauses == [Span(day(4), day(6))]
    assert found.share(MONDAY) == 0.0
    assert found.share(date(2026, 7, 3)) == 1.0
    assert found.share(day(8)) == pytest.approx(8 / 32)


def test_an_open_pause_reaches_until_today_and_sets_no_day() -> None:
    found = bar(MONDAY, stands(TAKEN, ASKED), day(9))
    assert found is not None
    assert found.due is None
    assert found.pauses == [Span(day(4), day(9))]
    assert found.end == date(2026, 7, 1)


def test_late_days_lengthen_the_bar_and_an_end_stops_it() -> None:
    late = bar(MONDAY, stands(TAKEN), day(40))
    assert late is not None
    assert (late.due, late.end, late.now) == (date(2026, 7, 1), day(40), day(40))
    ended = bar(MONDAY, stands(TAKEN, (Act.ANSWERED, 10)), day(40))
    assert ended is not None
    assert (ended.now, ended.end) == (day(10), date(2026, 7, 1))


def test_there_is_no_bar_without_a_clock() -> None:
    assert bar(MONDAY, stands(TAKEN, (Act.IDENTITY_ASKED, 1)), day(3)) is None
    told = stands(TAKEN, (Act.ACKNOWLEDGED, 2), kind=Kind.COMPLAINT)
    assert bar(MONDAY, told, day(3)) is None
    assert bar(MONDAY, stands(TAKEN), day(3)) is not None


def _request(channel: Channel = Channel.PORTAL) -> SubjectRequest:
    return SubjectRequest(
        reference="REQ-2222-2222",
        person_id=UUID(int=1),
        kind=Kind.ACCESS,
        received_on=MONDAY,
        jurisdiction="GB-SCT",
        scope={"what": "everything"},
        channel=channel,
        filed_by_id=UUID(int=1),
        form_key=UUID(int=2),
        filed_at=NINE,
    )


def _now(found: Standing, channel: Channel = Channel.PORTAL) -> Step | None:
    told = list(steps(_request(channel), found))
    assert [step for step, _state in told] == list(Step)
    now = [step for step, state in told if state is State.NOW]
    done = [state is State.DONE for _step, state in told]
    assert done == sorted(done, reverse=True), "a step is done before an earlier one"
    return now[0] if now else None


def test_one_step_is_now_until_it_is_answered() -> None:
    assert _now(stands()) is Step.TAKEN
    assert _now(stands(), Channel.POST) is Step.CONFIRMED
    assert _now(stands(TAKEN)) is Step.WORKED_ON
    assert _now(stands(TAKEN, ASKED)) is Step.WORKED_ON
    assert _now(stands(TAKEN, (Act.ANSWERED, 3))) is None
    assert not list(steps(_request(), stands((Act.WITHDRAWN, 3))))


def test_proof_that_is_asked_for_is_the_step_that_waits() -> None:
    waits = stands(TAKEN, (Act.IDENTITY_ASKED, 1))
    told = dict(steps(_request(Channel.POST), waits))
    assert told[Step.CONFIRMED] is State.NOW
    assert told[Step.WORKED_ON] is State.TO_COME


def _events(*told: tuple[Act, int]) -> list[SubjectRequestEvent]:
    return [
        SubjectRequestEvent(
            id=UUID(int=100 + number),
            request_id=UUID(int=1),
            number=number,
            act=act,
            at=NINE + timedelta(days=days),
            on=day(days),
            actor_id=HELEN,
            details={"owner_id": str(HELEN)} if act is Act.TAKEN else {},
        )
        for number, (act, days) in enumerate(((Act.RECEIVED, 0), *told), start=1)
    ]


def _said(events: list[SubjectRequestEvent], today: date, *messages: int) -> list[str]:
    written = [
        SubjectRequestMessage(
            id=UUID(int=200 + days),
            request_id=UUID(int=1),
            author_id=HELEN,
            text="-",
            at=NINE + timedelta(days=days),
            form_key=UUID(int=days),
        )
        for days in messages
    ]
    found = standing(Kind.ACCESS, "GB-SCT", MONDAY, events)
    return [_short(line) for line in history(_request(), events, written, found, today)]


def _short(line: Line) -> str:
    if line.idle:
        return f"idle {line.idle.days}"
    if line.message:
        return "restarts" if line.restarts else "message"
    assert line.event is not None
    return line.event.act.value


def test_the_newest_is_first_and_idle_days_are_said() -> None:
    events = _events((Act.TAKEN, 1))
    assert _said(events, day(8)) == ["taken", "received"]
    assert _said(events, day(9)) == ["idle 8", "taken", "received"]
    assert _said(events, day(12), 9) == ["message", "idle 8", "taken", "received"]
    late = _events((Act.TAKEN, 20))
    assert _said(late, day(21)) == ["taken", "idle 20", "received"]


def test_days_on_which_it_is_her_turn_are_not_idle() -> None:
    asked = _events((Act.TAKEN, 1), ASKED)
    assert _said(asked, day(30)) == ["clarification-asked", "taken", "received"]
    answered = _events((Act.TAKEN, 1), ASKED, (Act.CLARIFICATION_ANSWERED, 20))
    assert _said(answered, day(30))[0] == "idle 10"
    assert _said(answered, day(30))[1] == "clarification-answered"


def test_an_answer_that_is_a_message_stands_there_once() -> None:
    events = _events((Act.TAKEN, 1), ASKED, (Act.CLARIFICATION_ANSWERED, 6))
    events[-1].details = {"message_id": str(UUID(int=206))}
    assert _said(events, day(7), 6) == ["restarts", "clarification-asked", "taken", "received"]
    assert _said(events, day(20), 6)[0] == "idle 14"


def test_nothing_is_idle_after_the_end() -> None:
    events = _events((Act.TAKEN, 1), (Act.ANSWERED, 3))
    assert _said(events, day(90)) == ["answered", "taken", "received"]
