"""Which version holds when, whom it applies to, and what an access may rest on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

from app.core import clock
from app.register import queries
from app.register.file import service
from app.register.in_force.rules import ChangeKind, State, concerns
from app.register.parts.schemas import Scope
from app.register.rules import Looker, Why, why_it_applies
from tests.support.register import a_file, a_practice, a_version

ENDING = {"on": "2026-06-01", "fate": "Deleted.", "reason": "Done.", "approved_by": ["A", "B"]}


@dataclass
class Somebody:
    unit: str = "Field operations"
    role_title: str = "Field engineer"
    establishment: str = "leith"
    work_setting: str = "field"
    devices: Sequence[str] = field(default_factory=lambda: ["phone", "van"])


SCOPES = [
    (Scope(), Why()),
    (Scope(roles=("Field engineer",)), Why(role="Field engineer")),
    (Scope(roles=("FIELD ENGINEER",)), Why(role="FIELD ENGINEER")),
    (Scope(roles=("Meter reader",)), None),
    (Scope(units=("Field operations",)), Why(unit="Field operations")),
    (Scope(units=("Finance",)), None),
    (Scope(establishments=("leith", "perth")), Why(establishment="leith")),
    (Scope(establishments=("perth",)), None),
    (Scope(work_settings=("field",)), Why(work_setting="field")),
    (Scope(work_settings=("home",)), None),
    (Scope(devices=("laptop", "van")), Why(device="van")),
    (Scope(devices=("laptop",)), None),
    (
        Scope(roles=("Field engineer",), establishments=("leith",)),
        Why(role="Field engineer", establishment="leith"),
    ),
    (Scope(roles=("Field engineer",), establishments=("perth",)), None),
    (Scope(roles=("Meter reader",), establishments=("leith",)), None),
]


@pytest.mark.parametrize(("scope", "why"), SCOPES)
def test_scope_says_whom_it_applies_to_and_why(scope: Scope, why: Why | None) -> None:
    assert why_it_applies(scope, Somebody()) == why


def test_nobody_without_a_device_is_caught_by_devices() -> None:
    assert why_it_applies(Scope(devices=("phone",)), Somebody(devices=[])) is None
    assert why_it_applies(Scope(), Somebody(devices=[])) == Why()


def at(day: str, hour: int = 12) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).replace(hour=hour)


@pytest.fixture
def register(session: Session) -> Session:
    """One practice in two versions, one that ended, one that is to come."""
    service.take_in(
        session,
        a_file(
            a_practice(
                version=a_version(2, "2026-11-09", headline="is now kept for 30 days."),
                history=[
                    {
                        "version": a_version(1, "2026-01-05"),
                        "was": {
                            "retention": {"label": "90 days", "then": "then gone", "days": 90},
                            "scope": {},
                        },
                    }
                ],
            ),
            a_practice(id="old", title="Old", state="ended", ended=ENDING, scope={}),
            a_practice(id="soon", title="Soon", version=a_version(1, "2027-01-01"), scope={}),
        ),
    )
    return session


def test_the_version_of_the_day_holds(register: Session) -> None:
    def days_kept(day: str) -> int | None:
        practice = queries.in_force(register, at(day)).practice("location")
        assert practice is not None
        return practice.document.retention.days

    assert days_kept("2026-11-08") == 90
    assert days_kept("2026-11-09") == 30


def test_a_day_begins_at_midnight_in_the_registers_zone(session: Session) -> None:
    service.take_in(session, a_file(a_practice(), time_zone="Pacific/Auckland"))

    assert queries.in_force(session, at("2026-01-04", 10)).practices == ()
    assert len(queries.in_force(session, at("2026-01-04", 11)).practices) == 1


def test_states_follow_the_day(register: Session) -> None:
    def state(name: str, day: str) -> State:
        practice = queries.in_force(register, at(day)).practice(name)
        assert practice is not None
        return practice.state

    assert state("old", "2026-05-31") is State.IN_USE
    assert state("old", "2026-06-01") is State.ENDED
    assert state("soon", "2026-12-31") is State.STARTING
    assert state("soon", "2027-01-01") is State.IN_USE
    assert state("soon", "2027-01-03") is State.REVIEW_DUE
    assert queries.in_force(register, at("2026-06-02")).practice("unknown") is None


def test_each_sees_what_applies_to_her(register: Session) -> None:
    today = queries.in_force(register, at("2026-11-20"))

    assert [p.id for p, _ in today.practices_for(Somebody())] == ["location"]
    assert today.practices_for(Somebody(role_title="Dispatcher")) == []


def test_changes_are_listed_newest_first(register: Session) -> None:
    changes = queries.changes(register, at("2026-11-20"))

    assert [(c.kind, c.practice.id, str(c.on)) for c in changes] == [
        (ChangeKind.NEW, "soon", "2027-01-01"),
        (ChangeKind.CHANGED, "location", "2026-11-09"),
        (ChangeKind.ENDED, "old", "2026-06-01"),
        (ChangeKind.NEW, "location", "2026-01-05"),
        (ChangeKind.NEW, "old", "2026-01-05"),
    ]
    assert changes[1].compares == ("1", "2")


def test_a_change_concerns_those_it_leaves_as_well(register: Session) -> None:
    change = queries.changes(register, at("2026-11-20"))[1]

    assert concerns(change, Somebody(role_title="Dispatcher"))  # version 1 was for everyone


LOOKS = [
    ({}, (True, True, True, True)),
    ({"system": "hr-core"}, (False, False, False, False)),
    ({"category": "pay"}, (True, False, False, False)),
    ({"purpose": "curiosity"}, (True, True, False, True)),
    ({"looker": Looker(role="HR adviser", unit="HR")}, (True, True, True, False)),
    ({"looker": Looker(role="dispatcher", unit="DISPATCH")}, (True, True, True, True)),
    (
        {"looker": Looker(role="Dispatcher", unit="Dispatch", service="job")},
        (True, True, True, False),
    ),
]


@pytest.mark.parametrize(("different", "answers"), LOOKS)
def test_an_access_is_compared_with_the_register(
    register: Session, different: dict[str, object], answers: tuple[bool, ...]
) -> None:
    look: dict[str, object] = {
        "system": "field-app",
        "category": "live-location",
        "purpose": "dispatch-help",
        "looker": Looker(role="Dispatcher", unit="Dispatch"),
    }
    said = queries.in_force(register, at("2026-11-20")).declares(**look | different)  # type: ignore[arg-type]

    assert (said.system, said.category, said.purpose, said.reader) == answers


def test_codes_have_words(register: Session) -> None:
    today = queries.in_force(register, at("2026-11-20"))
    purpose = today.purpose("dispatch-help")

    assert today.category("live-location") == "live location"
    assert today.category("unheard-of") is None
    assert purpose is not None
    assert (purpose.phrase, purpose.needs_case) == ("to send help to you", True)


def test_the_register_is_read_once_until_it_changes(session: Session) -> None:
    assert queries.in_force(session, clock.now()).every == ()
    service.take_in(session, a_file(a_practice()))
    first = queries.histories(session)

    assert queries.histories(session) is first
    assert queries.in_force(session, at("2026-11-20")) is queries.in_force(
        session, at("2026-11-20") + timedelta(minutes=1)
    )
