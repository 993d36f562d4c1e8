"""One clock for everybody, in UTC, that a test or a demo may set."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.core import clock

NEW_YEAR = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _follow_nothing_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_offset_file", [])


def test_moments_are_aware_and_in_utc() -> None:
    assert clock.now().tzinfo is UTC
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_it_stands_still_where_a_test_sets_it() -> None:
    with clock.set_to(NEW_YEAR.astimezone(ZoneInfo("Asia/Tokyo"))):
        assert clock.now() == NEW_YEAR
        assert clock.now().tzinfo is UTC
    assert clock.now() != NEW_YEAR


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("UTC", date(2026, 12, 31)),
        ("Europe/Berlin", date(2027, 1, 1)),
        ("America/New_York", date(2026, 12, 31)),
    ],
)
def test_today_is_the_civil_date_of_a_zone(zone: str, day: date) -> None:
    with clock.set_to(NEW_YEAR):
        assert clock.today(zone) == day


def test_a_demo_shifts_it_while_it_runs(tmp_path: Path) -> None:
    offset = tmp_path / "demo-clock"
    clock.follow(offset)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)

    offset.write_text(str(8 * 86_400))
    assert timedelta(days=8) <= clock.now() - datetime.now(UTC) + timedelta(seconds=5)

    offset.write_text("not a number")
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
