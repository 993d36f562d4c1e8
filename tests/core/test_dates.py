"""Moments in words."""

from datetime import UTC, date, datetime

import pytest

from app.core import clock
from app.core.web import dates

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SAID = [
    (datetime(2026, 11, 20, 9, 0, tzinfo=UTC), "Today at 9am"),
    (datetime(2026, 11, 19, 15, 5, tzinfo=UTC), "Yesterday at 3:05pm"),
    (datetime(2026, 11, 20, 0, 0, tzinfo=UTC), "Yesterday at midnight"),
    (datetime(2026, 11, 18, 0, 0, tzinfo=UTC), "Tuesday 17 November at midnight"),
    (datetime(2026, 11, 18, 0, 0, 1, tzinfo=UTC), "Wednesday 18 November at 12am"),
]


@pytest.mark.parametrize(("moment", "said"), SAID)
def test_midnight_ends_a_day(moment: datetime, said: str) -> None:
    with clock.set_to(NOW):
        assert dates.moment_near(moment) == said


def test_inside_a_sentence_only_names_begin_large() -> None:
    with clock.set_to(NOW):
        assert [dates.moment_inside(moment) for moment, _said in SAID[1:4:2]] == [
            "yesterday at 3:05pm",
            "Tuesday 17 November at midnight",
        ]


def test_a_deadline_names_its_weekday_and_another_years_year() -> None:
    with clock.set_to(NOW):
        due = [dates.day_due(date(2026, 12, 4)), dates.day_due(date(2027, 1, 4))]
    assert due == ["Fri 4 Dec", "Mon 4 Jan 2027"]
