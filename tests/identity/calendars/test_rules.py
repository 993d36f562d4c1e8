"""Working days: the public holidays of each place, and none that are guessed."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.identity.calendars import rules
from app.identity.calendars.rules import BeyondTableError, UnknownCalendarError
from tests.support import holidays

DAYS = st.dates(date(rules.KNOWN[0], 1, 1), date(rules.KNOWN[-1], 12, 20))
PLACES = st.sampled_from(["GB-EAW", "GB-SCT", "GB-NIR", "EU-DE", "EU-IE", "EU-FR"])


@pytest.mark.parametrize(
    ("place", "day", "works"),
    [
        ("GB-EAW", date(2026, 11, 25), True),
        ("GB-EAW", date(2026, 11, 28), False),  # a Saturday
        ("GB-EAW", date(2026, 11, 29), False),
        ("GB-EAW", date(2026, 12, 28), False),  # for Boxing Day, which is a Saturday
        ("GB-EAW", date(2023, 5, 8), False),  # the coronation, one year only
        ("GB-EAW", date(2026, 1, 2), True),
        ("GB-SCT", date(2026, 1, 2), False),
        ("GB-SCT", date(2026, 4, 6), True),  # no Easter Monday
        ("GB-NIR", date(2026, 7, 13), False),  # for the twelfth, a Sunday
        ("GB-EAW", date(2026, 7, 13), True),
        ("EU-IE", date(2026, 4, 3), True),  # Good Friday is none
        ("EU-DE", date(2026, 10, 3), False),
        ("EU-FR", date(2026, 7, 14), False),
        ("EU-DE", date(2026, 7, 14), True),
    ],
)
def test_each_place_has_its_own_holidays(place: str, day: date, works: bool) -> None:
    assert rules.is_working(place, day) is works


def test_the_tables_are_those_of_the_pinned_package() -> None:
    """Where this fails after the pin was raised, ``tests.support.holidays`` writes them anew."""
    assert json.loads(rules.TABLES.read_text()) == holidays.tables()


@given(place=PLACES, day=DAYS)
def test_a_day_rolls_to_the_first_working_day_from_it(place: str, day: date) -> None:
    rolled = rules.roll(place, day)

    between = [day + timedelta(days=n) for n in range((rolled - day).days)]
    assert rules.is_working(place, rolled)
    assert not any(rules.is_working(place, each) for each in between)


@pytest.mark.parametrize("year", [rules.KNOWN[0] - 1, rules.KNOWN[-1] + 1, 2200])
def test_a_year_without_a_table_is_an_error(year: int) -> None:
    with pytest.raises(BeyondTableError, match=f"{year}-06-03"):
        rules.is_working("GB-EAW", date(year, 6, 3))
    assert rules.is_working("GB-EAW", date(2026, 6, 3))


def test_a_day_does_not_roll_off_the_end_of_the_table() -> None:
    assert rules.roll("GB-EAW", date(2028, 12, 29)) == date(2028, 12, 29)
    with pytest.raises(BeyondTableError):
        rules.roll("GB-EAW", date(2028, 12, 30))


@pytest.mark.parametrize("place", ["", "GB", "EU-GB", "EU-XX", "US-NY", "gb-eaw"])
def test_a_place_without_a_table_is_an_error(place: str) -> None:
    assert not rules.is_known(place)
    with pytest.raises(UnknownCalendarError):
        rules.is_working(place, date(2026, 6, 3))
    with pytest.raises(UnknownCalendarError):
        rules.local_day(place, datetime(2026, 6, 3, tzinfo=UTC))


@pytest.mark.parametrize(
    ("place", "moment", "day"),
    [
        ("GB-EAW", "2026-06-14T23:30:00+00:00", date(2026, 6, 15)),
        ("GB-EAW", "2026-01-14T23:30:00+00:00", date(2026, 1, 14)),
        ("EU-FI", "2026-01-14T22:30:00+00:00", date(2026, 1, 15)),
        ("EU-FI", "2026-01-14T22:30:00+05:00", date(2026, 1, 14)),
    ],
)
def test_the_day_is_that_of_the_place(place: str, moment: str, day: date) -> None:
    assert rules.local_day(place, datetime.fromisoformat(moment)) == day
