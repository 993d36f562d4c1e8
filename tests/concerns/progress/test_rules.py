"""Every act by every part at every stage, and the clock of the acknowledgement."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import product
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import pytest

from app.concerns.models import Act, Naming, Outcome
from app.concerns.progress import rules
from app.concerns.progress.rules import MAY, NotNowError, NotYoursToDoError, Part, Status

HELEN, DANIEL, MEI = uuid4(), uuid4(), uuid4()
MONDAY = date(2026, 6, 1)


class Told(NamedTuple):
    number: int
    act: Act
    on: date = MONDAY
    outcome: Outcome | None = None
    details: Mapping[str, Any] = MappingProxyType({})


def told(*acts: Act | tuple[Act, UUID], on: Sequence[date] = ()) -> list[Told]:
    found = []
    for number, each in enumerate((Act.RECEIVED, *acts), start=1):
        act, who = each if isinstance(each, tuple) else (each, HELEN)
        details = {"owner_id": str(who), "to_id": str(who)}
        day = on[number - 1] if len(on) >= number else MONDAY
        outcome = Outcome.UPHELD if act is Act.ANSWERED else None
        found.append(Told(number, act, day, outcome, details))
    return found


AT: dict[Status, tuple[Act, ...]] = {
    Status.RECEIVED: (),
    Status.LOOKING: (Act.TAKEN,),
    Status.ANSWERED: (Act.TAKEN, Act.ANSWERED),
    Status.CLOSED: (Act.TAKEN, Act.ANSWERED, Act.CLOSED),
}
# who may do what, stage by stage, written out: r reporter, o the officer who has it, f another
TABLE: dict[Act, dict[Status, str]] = {
    Act.TAKEN: {Status.RECEIVED: "f"},
    Act.ASSIGNED: {Status.RECEIVED: "of", Status.LOOKING: "of"},
    Act.PUT_BACK: {Status.LOOKING: "o"},
    Act.ACKNOWLEDGED: {Status.LOOKING: "o"},
    Act.PERSON_NAMED: {Status.LOOKING: "o"},
    Act.IDENTITY_OPENED: {Status.LOOKING: "f"},
    Act.ANSWERED: {Status.LOOKING: "o"},
    Act.ESCALATED: {Status.ANSWERED: "r", Status.CLOSED: "r"},
    Act.CLOSED: {Status.RECEIVED: "r", Status.LOOKING: "r", Status.ANSWERED: "ro"},
}
LETTER = {Part.REPORTER: "r", Part.OWNER: "o", Part.OFFICER: "f", None: "?"}
CELLS = list(product(TABLE, Status, LETTER))


def test_the_table_is_of_every_act_but_receipt() -> None:
    assert set(TABLE) == set(MAY) == set(Act) - {Act.RECEIVED}
    assert len(CELLS) == 9 * 4 * 4


@pytest.mark.parametrize(("act", "status", "part"), CELLS)
def test_who_may_do_what_at_which_stage(act: Act, status: Status, part: Part | None) -> None:
    standing = rules.standing("GB-EAW", MONDAY, told(*AT[status]))
    assert standing.status is status
    may = LETTER[part] in TABLE[act].get(status, "")
    refused = rules.refusal(act, part, standing)
    assert (refused is None) is may
    if part is not None:
        assert (act in rules.allowed(part, standing)) is may
    if not may:
        with pytest.raises((NotNowError, NotYoursToDoError)):
            rules.check(act, part, standing)


def test_a_form_pressed_again_finds_it_done() -> None:
    acknowledged = rules.standing("GB-EAW", MONDAY, told(Act.TAKEN, Act.ACKNOWLEDGED))
    with pytest.raises(NotNowError, match="acknowledged already"):
        rules.check(Act.ACKNOWLEDGED, Part.OWNER, acknowledged)
    rules.check(Act.ANSWERED, Part.OWNER, acknowledged)


def test_another_officer_can_be_asked_for_once() -> None:
    again = (Act.TAKEN, Act.ANSWERED, Act.ESCALATED)
    once = rules.standing("GB-EAW", MONDAY, told(*again))
    assert once.status is Status.RECEIVED
    assert once.had == (HELEN,)
    assert once.outcome is None
    twice = rules.standing("GB-EAW", MONDAY, told(*again, (Act.TAKEN, DANIEL), Act.ANSWERED))
    with pytest.raises(NotNowError, match="looked at this already"):
        rules.check(Act.ESCALATED, Part.REPORTER, twice)


def test_what_was_ended_without_an_answer_cannot_go_to_another_officer() -> None:
    ended = rules.standing("GB-EAW", MONDAY, told(Act.TAKEN, Act.CLOSED))
    with pytest.raises(NotNowError, match="no answer yet"):
        rules.check(Act.ESCALATED, Part.REPORTER, ended)


@pytest.mark.parametrize(
    ("acts", "knows"),
    [
        ((), set()),
        (((Act.TAKEN, HELEN),), {HELEN}),
        (((Act.ASSIGNED, DANIEL),), {DANIEL}),
        (((Act.TAKEN, HELEN), (Act.ASSIGNED, DANIEL)), {HELEN}),
        (((Act.TAKEN, HELEN), Act.PUT_BACK, (Act.TAKEN, DANIEL)), {HELEN}),
        (
            ((Act.TAKEN, HELEN), (Act.ASSIGNED, DANIEL), (Act.IDENTITY_OPENED, DANIEL)),
            {HELEN, DANIEL},
        ),
        (((Act.TAKEN, HELEN), Act.ANSWERED, Act.ESCALATED, (Act.TAKEN, MEI)), {HELEN}),
    ],
)
def test_a_confidential_name_is_open_to_the_first_and_to_whom_it_was_opened(
    acts: tuple[Any, ...], knows: set[UUID]
) -> None:
    standing = rules.standing("GB-EAW", MONDAY, told(*acts))
    assert standing.knows == knows
    for officer in (HELEN, DANIEL, MEI):
        has_it = standing.owner_id == officer
        open_ = standing.name_is_open(Naming.CONFIDENTIAL, officer)
        assert open_ is (has_it and officer in knows)
        assert standing.name_is_open(Naming.NAMED, officer) is has_it


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 6, 1), date(2026, 7, 1)),
        (date(2026, 6, 4), date(2026, 7, 6)),  # 4 July is a Saturday
        (date(2026, 11, 25), date(2026, 12, 29)),  # Christmas, a weekend and a day in lieu
    ],
)
def test_it_is_acknowledged_within_thirty_days(received: date, due: date) -> None:
    waiting = rules.standing("GB-EAW", received, told(Act.TAKEN, on=[received] * 2))
    assert waiting.due == due
    assert not waiting.is_late(due)
    assert waiting.is_late(due + timedelta(days=1))
    for act in (Act.ACKNOWLEDGED, Act.ANSWERED):
        done = rules.standing("GB-EAW", received, told(Act.TAKEN, act, on=[received] * 3))
        assert done.due is None
        assert done.acknowledged_on == received
        assert not done.is_late(due + timedelta(days=400))


def test_beyond_the_table_of_holidays_no_day_is_made_up() -> None:
    assert rules.standing("GB-EAW", date(2090, 1, 1), told()).due is None


def test_the_order_in_which_events_are_told_does_not_matter() -> None:
    events = told((Act.TAKEN, HELEN), (Act.ASSIGNED, DANIEL), Act.ANSWERED, Act.CLOSED)
    forwards = rules.standing("GB-EAW", MONDAY, events)
    assert rules.standing("GB-EAW", MONDAY, reversed(events)) == forwards
