"""Working hours by the local clock, and what an establishment may be."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.identity.establishments import rules

OFFICE = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "08:00-18:00")
NIGHT = {"fri": "22:00-06:00"}


def at(day: int, clock: str) -> datetime:
    """A moment of November 2026; the 19th is a Thursday."""
    hour, minute = clock.split(":")
    return datetime(2026, 11, day, int(hour), int(minute))


@pytest.mark.parametrize(
    ("hours", "day", "clock", "within"),
    [
        (OFFICE, 19, "08:00", True),
        (OFFICE, 19, "07:59", False),
        (OFFICE, 19, "17:59", True),
        (OFFICE, 19, "18:00", False),
        (OFFICE, 21, "12:00", False),
        (NIGHT, 20, "22:00", True),
        (NIGHT, 20, "21:59", False),
        (NIGHT, 21, "05:59", True),
        (NIGHT, 21, "06:00", False),
        (NIGHT, 22, "05:59", False),
        ({"sun": "22:00-06:00"}, 23, "03:00", True),
        ({"thu": "00:00-24:00"}, 19, "23:59", True),
        ({"thu": "00:00-24:00"}, 20, "00:00", False),
        ({}, 22, "03:00", True),
    ],
)
def test_within_working_hours(hours: dict[str, str], day: int, clock: str, within: bool) -> None:
    assert rules.within_working_hours(hours, at(day, clock)) is within


@given(st.times(), st.times(), st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))
def test_a_span_every_day_is_the_span_by_the_clock(
    start: object, end: object, now: datetime
) -> None:
    first, last = str(start)[:5], str(end)[:5]
    hours = dict.fromkeys(rules.WEEKDAYS, f"{first}-{last}")
    clock = f"{now:%H:%M}"
    if first < last:
        expected = first <= clock < last
    elif first > last:
        expected = clock >= first or clock < last
    else:
        expected = False  # an empty span is no working time (and a fault, see below)

    assert rules.within_working_hours(hours, now) is expected


@pytest.mark.parametrize(
    ("jurisdiction", "display"),
    [("GB-EAW", "role"), ("GB-SCT", "role"), ("EU-DE", "role"), ("EU-IE", "role"), ("", "unit")],
)
def test_accessors_are_shown_by_role_in_the_uk_and_the_eu(jurisdiction: str, display: str) -> None:
    assert rules.display_of(jurisdiction) == display


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"jurisdiction": "GB"}, "jurisdiction"),
        ({"jurisdiction": "EU-de"}, "jurisdiction"),
        ({"time_zone": "Europe/Leith"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"working_hours": {"monday": "08:00-18:00"}}, "working_hours.monday"),
        ({"working_hours": {"mon": "8-18"}}, "working_hours.mon"),
        ({"working_hours": {"mon": "08:00-25:00"}}, "working_hours.mon"),
        ({"working_hours": {"mon": "08:00-08:00"}}, "working_hours.mon"),
        ({"working_hours": {"mon": "08:00-1８:00"}}, "working_hours.mon"),
        ({"working_hours": {"mon": 8}}, "working_hours.mon"),
    ],
)
def test_a_fault_is_named_by_its_field(change: dict[str, object], field: str) -> None:
    good: dict[str, object] = {
        "name": "Leith depot",
        "jurisdiction": "GB-SCT",
        "time_zone": "Europe/London",
        "working_hours": OFFICE,
    }
    assert list(rules.faults(**good)) == []  # type: ignore[arg-type]

    assert [where for where, _ in rules.faults(**good | change)] == [field]  # type: ignore[arg-type]
