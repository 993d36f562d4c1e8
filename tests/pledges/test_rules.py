"""How a promise stands, day by day; and what can be written of it by whom."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from app.pledges.models import Act
from app.pledges.rules import (
    FROM,
    NotNowError,
    OwnPledgeError,
    Standing,
    Status,
    check,
    in_lists,
    standing,
)

DUE = date(2026, 11, 20)


@dataclass(frozen=True)
class Event:
    number: int
    act: Act
    on: date


def came(*acts: tuple[str, int]) -> list[Event]:
    """Events, so many days after the promise was due."""
    return [
        Event(number, Act(act), DUE + timedelta(days=days))
        for number, (act, days) in enumerate(acts, 1)
    ]


@pytest.mark.parametrize(
    ("events", "today", "stands"),
    [
        ([], -1, Standing(Status.ON_THE_WAY, 0)),
        ([], 0, Standing(Status.ON_THE_WAY, 0)),
        ([], 1, Standing(Status.LATE, 0, None, 1)),
        ([("progress", -5)], 0, Standing(Status.ON_THE_WAY, 1)),
        ([("progress", -5), ("progress", 3)], 9, Standing(Status.LATE, 2, None, 9)),
        ([("kept", -5)], 30, Standing(Status.KEPT, 1, DUE - timedelta(days=5))),
        ([("kept", 0)], 30, Standing(Status.KEPT, 1, DUE)),
        ([("kept", 2)], 30, Standing(Status.KEPT, 1, DUE + timedelta(days=2), 2)),
        ([("dropped", 7)], 30, Standing(Status.DROPPED, 1, DUE + timedelta(days=7))),
        ([("kept", -5), ("reopened", -2)], 0, Standing(Status.ON_THE_WAY, 2)),
        ([("kept", -5), ("reopened", -2)], 4, Standing(Status.LATE, 2, None, 4)),
        (
            [("dropped", -5), ("reopened", -2), ("progress", 1), ("kept", 1)],
            9,
            Standing(Status.KEPT, 4, DUE + timedelta(days=1), 1),
        ),
    ],
)
def test_how_it_stands(events: list[tuple[str, int]], today: int, stands: Standing) -> None:
    assert standing(DUE, came(*events), DUE + timedelta(days=today)) == stands


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("is_own", [False, True])
def test_what_can_be_written_when_and_by_whom(act: Act, status: Status, is_own: bool) -> None:
    is_open = status in {Status.LATE, Status.ON_THE_WAY}
    allowed = is_open != (act is Act.REOPENED)
    if not allowed:
        with pytest.raises(NotNowError):
            check(act, Standing(status, 1), is_own=is_own)
    elif act is Act.KEPT and is_own:
        with pytest.raises(OwnPledgeError):
            check(act, Standing(status, 1), is_own=is_own)
    else:
        check(act, Standing(status, 1), is_own=is_own)
    assert set(FROM) == set(Act)


def test_what_is_late_comes_first_and_the_latest_end_leads_the_ended() -> None:
    def at(status: Status, due: int) -> tuple[int, int]:
        return in_lists(DUE + timedelta(days=due), Standing(status, 0))

    listed = [
        at(Status.LATE, -30),
        at(Status.LATE, -2),
        at(Status.ON_THE_WAY, 3),
        at(Status.ON_THE_WAY, 40),
        at(Status.DROPPED, 90),
        at(Status.KEPT, 9),
        at(Status.KEPT, -9),
    ]
    assert listed == sorted(listed)
