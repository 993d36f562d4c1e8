"""Who may do what at which stage, written out; and where the events lead, in any order."""

import itertools
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import ConflictError, ForbiddenError, RejectedError
from app.subject_requests.conditions.rules import check
from app.subject_requests.models import Act, Kind
from app.subject_requests.progress.rules import (
    MAY,
    Foreseen,
    Part,
    Standing,
    Status,
    foreseen,
    standing,
)

MONDAY = date(2026, 6, 1)
HELEN = {"owner_id": str(UUID(int=5))}
NOT_COMPLAINTS = "all but one"
COPIED = {"copied": {"access", "portability"}}
# act | who | at which stages | for which kinds: all of them, all but complaints, or one
TABLE = """
taken                  | owner officer         | received                            | all
assigned               | owner officer         | received waiting in-progress paused approved | all
acknowledged           | owner                 | in-progress waiting                 | complaint
identity-asked         | owner                 | in-progress waiting                 | all
identity-confirmed     | owner                 | waiting                             | all
authority-asked        | owner                 | in-progress waiting                 | all
authority-confirmed    | owner                 | waiting                             | all
clarification-asked    | owner                 | in-progress                         | access
clarification-answered | owner subject         | paused                              | access
extended               | owner                 | in-progress paused                  | all but one
searched               | owner                 | in-progress paused                  | copied
changed                | subject               | received waiting in-progress paused | all
withdrawn              | owner subject         | received waiting in-progress paused approved | all
closed                 | owner                 | paused                              | access
reopened               | owner officer subject | closed                              | access
approved               | owner                 | waiting in-progress paused          | all
locked                 | owner                 | approved answered                   | copied
taken-out              | owner                 | approved answered                   | all
answered               | owner                 | waiting in-progress paused          | all
sent-again             | owner                 | answered                            | all
letter-sent | owner | waiting in-progress paused approved answered withdrawn closed | all
shared                 | subject               | answered                            | all
unshared               | subject               | answered                            | all
code-given | owner | waiting in-progress paused approved answered withdrawn closed | all
"""


def _rows() -> dict[Act, tuple[set[str], set[str], set[str]]]:
    rows = {}
    for line in TABLE.strip().splitlines():
        act, who, stages, kinds = (cell.strip() for cell in line.split("|"))
        of = (
            {kind.value for kind in Kind} if kinds.startswith("all") else COPIED.get(kinds, {kinds})
        )
        of -= {"complaint"} if kinds == NOT_COMPLAINTS else set()
        rows[Act(act)] = set(who.split()), set(stages.split()), of
    return rows


ROWS = _rows()


def _at(status: Status) -> Standing:
    return Standing(status, None, 1, None, {})


@pytest.mark.parametrize("act", [act for act in Act if act is not Act.RECEIVED])
def test_every_act_is_open_to_these_at_these_stages_and_to_nobody_else(act: Act) -> None:
    parts, stages, kinds = ROWS[act]
    allowed = 0
    for status, part, kind in itertools.product(Status, [*Part, None], Kind):
        yes = part in parts and status.value in stages and kind.value in kinds
        allowed += yes
        if yes:
            check(act, part, kind, _at(status))
            continue
        with pytest.raises((ConflictError, ForbiddenError, RejectedError)) as refused:
            check(act, part, kind, _at(status))
        assert refused.value.message.endswith("."), (act, status, part, kind)
    assert allowed == len(parts) * len(stages) * len(kinds)
    assert allowed


def test_the_table_has_every_act_but_the_first() -> None:
    assert set(MAY) == set(ROWS) == set(Act) - {Act.RECEIVED}


def test_whose_it_is_not_is_told_so_before_anything_of_its_stage() -> None:
    with pytest.raises(ForbiddenError):
        check(Act.CLOSED, Part.OFFICER, Kind.COMPLAINT, _at(Status.WITHDRAWN))
    with pytest.raises(ConflictError, match="withdrawn"):
        check(Act.ANSWERED, Part.OWNER, Kind.ACCESS, _at(Status.WITHDRAWN))


def _told(*steps: tuple[Act, int]) -> list[Foreseen]:
    """Events of these acts, so many days after the first of June, by Helen."""
    told = [Foreseen(1, Act.RECEIVED, MONDAY)]
    for number, (act, days) in enumerate(steps, start=2):
        details = HELEN if act in {Act.TAKEN, Act.ASSIGNED} else {}
        told.append(Foreseen(number, act, MONDAY + timedelta(days=days), details))
    return told


def stands(*steps: tuple[Act, int], kind: Kind = Kind.ACCESS) -> Standing:
    return standing(kind, "GB-EAW", MONDAY, _told(*steps))


def test_each_stage_is_told_from_what_happened() -> None:
    asked, answer = (Act.CLARIFICATION_ASKED, 4), (Act.CLARIFICATION_ANSWERED, 6)
    taken = (Act.TAKEN, 1)
    assert stands().status is Status.RECEIVED
    assert stands(taken).status is Status.IN_PROGRESS
    assert stands(taken).owner_id == UUID(int=5)
    assert stands(taken, (Act.IDENTITY_ASKED, 2)).status is Status.WAITING
    assert stands(taken, asked).status is Status.PAUSED
    assert stands(taken, asked, answer).status is Status.IN_PROGRESS
    assert stands(taken, asked, (Act.CLOSED, 40)).status is Status.CLOSED
    assert stands(taken, asked, (Act.CLOSED, 40), (Act.REOPENED, 41)).status is Status.PAUSED
    assert stands((Act.WITHDRAWN, 3)).status is Status.WITHDRAWN
    assert stands(taken, (Act.ANSWERED, 3)).status is Status.ANSWERED
    approved = stands(taken, asked, (Act.APPROVED, 5))
    assert (approved.status, approved.ended_on, approved.is_open) == (Status.APPROVED, None, True)
    sent = stands(taken, (Act.APPROVED, 5), (Act.TAKEN_OUT, 6), (Act.ANSWERED, 8))
    assert (sent.status, sent.ended_on) == (Status.ANSWERED, MONDAY + timedelta(days=8))


def test_the_day_moves_with_pauses_proofs_and_extensions() -> None:
    assert stands().due == date(2026, 7, 1)
    asked, answer = (Act.CLARIFICATION_ASKED, 4), (Act.CLARIFICATION_ANSWERED, 6)
    assert stands(asked).due is None
    assert stands(asked, answer).due == date(2026, 7, 3)
    assert stands((Act.EXTENDED, 5)).due == date(2026, 9, 1)
    waits = (Act.IDENTITY_ASKED, 1)
    assert stands(waits).due is None
    assert stands(waits, (Act.IDENTITY_CONFIRMED, 7)).due == date(2026, 7, 8)


def test_a_complaint_is_due_until_it_is_acknowledged() -> None:
    assert stands(kind=Kind.COMPLAINT).due == date(2026, 7, 1)
    told = stands((Act.TAKEN, 1), (Act.ACKNOWLEDGED, 2), kind=Kind.COMPLAINT)
    assert (told.due, told.status) == (None, Status.IN_PROGRESS)


def test_days_left_and_lateness_count_to_the_end_of_the_day() -> None:
    open_ = stands()
    assert open_.days_left(date(2026, 7, 1)) == 0
    assert not open_.is_late(date(2026, 7, 1))
    assert open_.days_left(date(2026, 7, 3)) == -2
    assert open_.is_late(date(2026, 7, 2))
    in_time = stands((Act.TAKEN, 1), (Act.ANSWERED, 30))
    assert in_time.days_left(date(2027, 1, 1)) is None
    assert not in_time.is_late(date(2027, 1, 1))
    assert stands((Act.TAKEN, 1), (Act.ANSWERED, 31)).is_late(MONDAY)


def test_a_complaint_that_was_acknowledged_too_late_stays_late() -> None:
    asked = (Act.TAKEN, 1), (Act.IDENTITY_ASKED, 2)
    for days, late in ((30, False), (31, True), (45, True)):
        for steps in (asked[:1], asked):
            told = stands(*steps, (Act.ACKNOWLEDGED, days), kind=Kind.COMPLAINT)
            assert told.is_late(MONDAY + timedelta(days=days)) is late
            ended = stands(
                *steps, (Act.ACKNOWLEDGED, days), (Act.ANSWERED, 60), kind=Kind.COMPLAINT
            )
            assert ended.is_late(MONDAY) is late
    waits = stands(*asked, kind=Kind.COMPLAINT)
    assert (waits.status, waits.due) == (Status.WAITING, date(2026, 7, 1))


def test_where_no_holidays_are_known_no_day_is_guessed() -> None:
    told = [Foreseen(1, Act.RECEIVED, date(2028, 12, 15))]
    found = standing(Kind.ACCESS, "GB-EAW", date(2028, 12, 15), told)
    assert (found.clock, found.due, found.status) == (None, None, Status.RECEIVED)
    assert stands().clock is not None


def test_what_would_follow_is_what_follows() -> None:
    told = _told((Act.TAKEN, 1))
    asked = (Act.CLARIFICATION_ASKED, MONDAY + timedelta(days=4))
    answer = (Act.CLARIFICATION_ANSWERED, MONDAY + timedelta(days=6))
    would = foreseen(Kind.ACCESS, "GB-EAW", MONDAY, told, [asked, answer])
    steps = (Act.TAKEN, 1), (Act.CLARIFICATION_ASKED, 4), (Act.CLARIFICATION_ANSWERED, 6)
    assert would.due == stands(*steps).due == date(2026, 7, 3)


@st.composite
def _histories(draw: st.DrawFn) -> Sequence[Foreseen]:
    """What may really happen to a request: each step is one that was allowed."""
    kind, told, day = Kind.ACCESS, _told(), 0
    proofs = {
        Act.IDENTITY_CONFIRMED: Act.IDENTITY_ASKED,
        Act.AUTHORITY_CONFIRMED: Act.AUTHORITY_ASKED,
    }
    for _turn in range(draw(st.integers(0, 10))):
        found = standing(kind, "GB-EAW", MONDAY, told)
        possible = [act for act, may in MAY.items() if found.status in may.at and kind in may.kinds]
        possible = [
            act
            for act in possible
            if proofs.get(act, act) in found.asked_on or act not in proofs
            if act not in proofs.values() or act not in {event.act for event in told}
        ]
        if not possible:
            break
        day += draw(st.integers(0, 20))
        act = draw(st.sampled_from(possible))
        details = dict(HELEN) if act in {Act.TAKEN, Act.ASSIGNED} else {}
        number, on = len(told) + 1, MONDAY + timedelta(days=day)
        told = [*told, Foreseen(number, act, on, details)]
    return told


@given(told=_histories(), data=st.data())
def test_events_told_in_any_order_lead_to_the_same(
    told: Sequence[Foreseen], data: st.DataObject
) -> None:
    found = standing(Kind.ACCESS, "GB-EAW", MONDAY, told)
    shuffled = data.draw(st.permutations(told))
    assert standing(Kind.ACCESS, "GB-EAW", MONDAY, shuffled) == found
    assert found.is_open == (found.ended_on is None)
    assert found.number == len(told)
