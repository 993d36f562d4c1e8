"""Which records are of the days and practices asked for: what has none of its own is given."""

from datetime import UTC, date, datetime

import pytest

from app.identity.held.rules import Wanted, is_wanted
from app.identity.held.schemas import Part, Portion, Value

MARCH = Wanted(date(2026, 3, 1), date(2026, 3, 31), "Europe/London")
MIDNIGHT = datetime(2026, 3, 31, 22, 59, tzinfo=UTC)  # 23:59 in London, summer time


def a_part(at: str = "", until: str = "", practice: str = "") -> Part:
    return Part(
        name="things",
        title="Things",
        why="So.",
        fields={},
        covers=frozenset(),
        portion=lambda *_asked: Portion([], None),
        count=lambda *_asked: 0,
        at=at,
        until=until,
        practice=practice,
    )


@pytest.mark.parametrize(
    ("values", "given"),
    [
        ({"at": date(2026, 2, 28)}, False),
        ({"at": date(2026, 3, 1)}, True),
        ({"at": date(2026, 3, 31)}, True),
        ({"at": date(2026, 4, 1)}, False),
        ({"at": MIDNIGHT}, True),
        ({"at": MIDNIGHT.replace(hour=23)}, False),
        ({"at": None}, True),
        ({}, True),
    ],
)
def test_by_its_day_where_she_works(values: dict[str, Value], given: bool) -> None:
    assert is_wanted(a_part(at="at"), values, MARCH) is given
    assert is_wanted(a_part(), values, MARCH)
    assert is_wanted(a_part(at="at"), values, Wanted())


@pytest.mark.parametrize(
    ("begins", "ends", "given"),
    [
        (date(2026, 1, 1), date(2026, 2, 28), False),
        (date(2026, 1, 1), date(2026, 3, 1), True),
        (date(2026, 1, 1), None, True),
        (date(2026, 3, 31), None, True),
        (date(2026, 4, 1), None, False),
        (None, date(2026, 2, 1), False),
    ],
)
def test_what_lasted_is_of_every_day_it_lasted(
    begins: date | None, ends: date | None, given: bool
) -> None:
    part = a_part(at="from", until="to")
    assert is_wanted(part, {"from": begins, "to": ends}, MARCH) is given


@pytest.mark.parametrize(
    ("about", "given"),
    [
        ("location", True),
        ("badge", False),
        (["badge", "location"], True),
        (["badge"], False),
        ([], True),
        (None, True),
    ],
)
def test_by_the_practice_it_is_about(about: Value, given: bool) -> None:
    chosen = Wanted(practices=frozenset({"location"}))
    assert is_wanted(a_part(practice="about"), {"about": about}, chosen) is given
    assert is_wanted(a_part(), {"about": about}, chosen)
    assert is_wanted(a_part(practice="about"), {"about": about}, Wanted())
