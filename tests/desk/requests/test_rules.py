"""Which queue, which colour and which next step: as values."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from app.desk.requests.rules import Decision, Next, Urgency, View, next_step, urgency, views
from app.subject_requests.models import Act, Kind
from app.subject_requests.progress.rules import Foreseen, Standing, standing

DAY = date(2026, 6, 1)
DUE = date(2026, 7, 1)
HELEN, DANIEL = uuid4(), uuid4()
TAKEN = (Act.TAKEN, 0)


def stands(*acts: tuple[Act, int], kind: Kind = Kind.ACCESS, owner: UUID = HELEN) -> Standing:
    """After these acts, each so many days after the receipt."""
    events = [Foreseen(1, Act.RECEIVED, DAY)]
    for number, (act, days) in enumerate(acts, start=2):
        on = DAY + timedelta(days=days)
        events.append(Foreseen(number, act, on, {"owner_id": str(owner), "outcome": "granted"}))
    return standing(kind, "GB-SCT", DAY, events)


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (30, Urgency.NEUTRAL),
        (8, Urgency.NEUTRAL),
        (7, Urgency.SOON),
        (1, Urgency.SOON),
        (0, Urgency.LATE),
        (-1, Urgency.LATE),
    ],
)
def test_the_colour_follows_the_days_left(left: int, expected: Urgency) -> None:
    assert urgency(stands(TAKEN), DUE - timedelta(days=left)) is expected
    ended = stands(TAKEN, (Act.ANSWERED, 2))
    assert urgency(ended, DUE - timedelta(days=left)) is Urgency.NEUTRAL


@pytest.mark.parametrize(
    ("now", "today", "approver", "expected"),
    [
        (stands(), DAY, None, {View.UNASSIGNED}),
        (stands(TAKEN), DAY, None, {View.MINE}),
        (stands(TAKEN, owner=DANIEL), DAY, None, set()),
        (stands(TAKEN, owner=DANIEL), DAY, HELEN, {View.APPROVAL}),
        (stands(TAKEN), DUE - timedelta(days=7), None, {View.MINE, View.WEEK}),
        (stands(TAKEN), DUE, None, {View.MINE, View.WEEK}),
        (stands(TAKEN), DUE + timedelta(days=1), None, {View.MINE, View.OVERDUE}),
        (stands(TAKEN, (Act.CLARIFICATION_ASKED, 2)), DUE, None, {View.MINE, View.PAUSED}),
    ],
)
def test_a_request_stands_where_it_belongs(
    now: Standing, today: date, approver: UUID | None, expected: set[View]
) -> None:
    assert views(now, today, HELEN, approver) == expected


@pytest.mark.parametrize(
    ("kind", "acts", "days", "decision", "expected"),
    [
        (Kind.ACCESS, [], 0, Decision.NONE, Next.TAKE),
        (Kind.ACCESS, [TAKEN], 0, Decision.NONE, Next.ANSWER),
        (Kind.ACCESS, [TAKEN], 0, Decision.WAITS, Next.DECISION),
        (Kind.ACCESS, [TAKEN], 0, Decision.SENT_BACK, Next.WRITE_AGAIN),
        (Kind.ACCESS, [TAKEN, (Act.IDENTITY_ASKED, 1)], 2, Decision.NONE, Next.PROOF),
        (Kind.ACCESS, [TAKEN, (Act.CLARIFICATION_ASKED, 1)], 2, Decision.NONE, Next.WAIT),
        (Kind.ACCESS, [TAKEN, (Act.CLARIFICATION_ASKED, 1)], 31, Decision.NONE, Next.CLOSE),
        (Kind.COMPLAINT, [TAKEN], 0, Decision.NONE, Next.ACKNOWLEDGE),
        (Kind.COMPLAINT, [TAKEN, (Act.ACKNOWLEDGED, 1)], 2, Decision.NONE, Next.ANSWER),
        (Kind.ACCESS, [TAKEN, (Act.WITHDRAWN, 1)], 2, Decision.WAITS, Next.NOTHING),
    ],
)
def test_one_thing_comes_first(
    kind: Kind, acts: list[tuple[Act, int]], days: int, decision: Decision, expected: Next
) -> None:
    today = DAY + timedelta(days=days)
    assert next_step(kind, stands(*acts, kind=kind), today, decision) is expected
