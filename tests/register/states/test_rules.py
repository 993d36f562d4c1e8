"""The four states of a kind of data, for every stage a practice can be in."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.register.in_force.rules import Histories, Register, Version, on_day
from app.register.in_force.rules import State as Stage
from app.register.schemas import EndingNote, PracticeDocument, VersionNote
from app.register.states.rules import Known, Part, State, grouped, of_practice, of_register, state
from tests.support.register import a_practice

DAY = date(2026, 11, 20)
NOTHING, UNKNOWN = State.NOT_COLLECTED, State.NOT_KNOWN


def part(stage: Stage, *, applies: bool = True, connected: bool = True) -> Part:
    return Part(stage, applies, connected)


@pytest.mark.parametrize(
    ("stage", "applies", "connected", "expected"),
    [
        (Stage.IN_USE, True, True, State.VISIBLE),
        (Stage.IN_USE, True, False, State.HIDDEN),
        (Stage.IN_USE, False, True, NOTHING),
        (Stage.IN_USE, False, False, UNKNOWN),
        (Stage.REVIEW_DUE, True, True, State.VISIBLE),
        (Stage.REVIEW_DUE, True, False, State.HIDDEN),
        (Stage.REVIEW_DUE, False, True, NOTHING),
        (Stage.REVIEW_DUE, False, False, UNKNOWN),
        (Stage.ENDED, True, True, State.DELETED),
        (Stage.ENDED, True, False, State.DELETED),
        (Stage.ENDED, False, True, NOTHING),
        (Stage.ENDED, False, False, UNKNOWN),
        (Stage.STARTING, True, True, NOTHING),
        (Stage.STARTING, True, False, UNKNOWN),
        (Stage.STARTING, False, True, NOTHING),
        (Stage.STARTING, False, False, UNKNOWN),
    ],
)
def test_one_practice_gives_one_state(
    stage: Stage, applies: bool, connected: bool, expected: State
) -> None:
    assert state([Part(stage, applies, connected)]) is expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([], UNKNOWN),
        ([part(Stage.IN_USE, applies=False)], NOTHING),
        ([part(Stage.IN_USE, applies=False), part(Stage.STARTING, connected=False)], UNKNOWN),
        ([part(Stage.ENDED, applies=False, connected=False)], UNKNOWN),
        ([part(Stage.ENDED), part(Stage.IN_USE, applies=False, connected=False)], State.DELETED),
        ([part(Stage.IN_USE), part(Stage.IN_USE, connected=False)], State.HIDDEN),
        ([part(Stage.IN_USE), part(Stage.IN_USE, applies=False, connected=False)], State.VISIBLE),
        ([part(Stage.ENDED), part(Stage.IN_USE)], State.VISIBLE),
        ([part(Stage.ENDED), part(Stage.IN_USE, connected=False)], State.HIDDEN),
        ([part(Stage.ENDED), part(Stage.IN_USE, applies=False)], State.DELETED),
        ([part(Stage.ENDED, applies=False), part(Stage.STARTING)], NOTHING),
    ],
)
def test_several_practices_make_a_state_together(parts: list[Part], expected: State) -> None:
    assert state(parts) is expected
    assert state(reversed(parts)) is expected


class Amara:
    unit, role_title, establishment = "Field operations", "Field engineer", "leith"
    work_setting, devices = "field", ("phone",)


def published(**different: Any) -> Version:
    told = a_practice(**different)
    note, words = told.pop("version"), {k: v for k, v in told.items() if k != "state"}
    return Version(
        VersionNote.model_validate(
            note | {"approved_by": tuple(note["approved_by"]), "in_force_from": date(2026, 1, 5)}
        ),
        PracticeDocument.model_validate_json(json.dumps(words)),
        "0" * 64,
        datetime(2026, 1, 5, tzinfo=UTC),
    )


def category(code: str) -> list[dict[str, str]]:
    return [{"id": code, "label": code.replace("-", " "), "kind": "record"}]


def the_register() -> Register:
    ending = EndingNote(on=date(2026, 6, 1), fate="Deleted.", reason="Done.", approved_by=("A",))
    versions = {
        "seen": published(id="seen", categories=category("position")),
        "unseen": published(id="unseen", system="cctv", categories=category("pictures")),
        "old": published(id="old", categories=category("screen-time")),
        "calls": published(
            id="calls", scope={"units": ["Customer care"]}, categories=category("calls")
        ),
        "own": published(id="own", kind="portal", system="daylight", categories=category("entry")),
    }
    histories = Histories({k: (v,) for k, v in versions.items()}, {"old": (ending,)}, None)
    return on_day(histories, DAY)


def test_the_register_is_told_by_state_and_name() -> None:
    held = of_register(the_register(), Amara(), Known({"field-app"}))

    assert [(one.category.label, one.state.value) for one in held] == [
        ("pictures", "hidden"),
        ("entry", "visible"),
        ("position", "visible"),
        ("screen time", "deleted"),
        ("calls", "not-collected"),
    ]
    assert [(one, len(found)) for one, found in grouped(held)] == [
        (State.HIDDEN, 1),
        (State.VISIBLE, 2),
        (State.DELETED, 1),
        (State.NOT_COLLECTED, 1),
        (State.NOT_KNOWN, 0),
    ]


def test_a_practice_speaks_for_itself_alone() -> None:
    practice = the_register().practice("seen")
    assert practice is not None

    assert [one.state for one in of_practice(practice, Amara(), Known(set()))] == [State.HIDDEN]
    assert [one.state for one in of_practice(practice, Amara(), Known({"field-app"}))] == [
        State.VISIBLE
    ]


def test_the_practices_named_are_those_that_make_the_state() -> None:
    both = {
        "seen": (published(id="seen", categories=category("position")),),
        "unseen": (published(id="unseen", system="cctv", categories=category("position")),),
    }
    register = on_day(Histories(both, {}, None), DAY)

    (held,) = of_register(register, Amara(), Known({"field-app"}))

    assert held.state is State.HIDDEN
    assert [practice.id for practice in held.practices] == ["unseen"]


def test_only_what_every_system_would_show_is_said_not_to_be_collected() -> None:
    """The same words of the register, with one system after the other connected."""
    both = {
        "care": (published(id="care", system="pbx", scope={"units": ["Customer care"]}),),
        "vans": (published(id="vans", system="fleet", scope={"units": ["Dispatch"]}),),
    }
    register = on_day(Histories(both, {}, None), DAY)

    def told(*connected: str) -> tuple[State, list[str]]:
        (held,) = of_register(register, Amara(), Known(set(connected)))
        return held.state, [practice.id for practice in held.practices]

    assert told() == (UNKNOWN, ["care", "vans"])
    assert told("pbx") == (UNKNOWN, ["vans"])
    assert told("fleet") == (UNKNOWN, ["care"])
    assert told("pbx", "fleet") == (NOTHING, ["care", "vans"])


def test_what_needs_a_yes_is_not_collected_without_it() -> None:
    practice = the_register().practice("seen")
    assert practice is not None
    (unseen,) = of_practice(practice, Amara(), Known(set(), {"seen"}))
    assert unseen.state is UNKNOWN

    (declined,) = of_practice(practice, Amara(), Known({"field-app"}, {"seen"}))
    (given,) = of_practice(practice, Amara(), Known({"field-app"}, {"another"}))

    assert (declined.state, given.state) == (State.NOT_COLLECTED, State.VISIBLE)
