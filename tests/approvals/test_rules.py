"""Until when a request for a decision waits: working days, as the approver's place has them."""

from datetime import UTC, datetime

import pytest

from app.approvals import rules


@pytest.mark.parametrize(
    ("asked", "place", "until"),
    [
        ("2026-11-19", "GB-EAW", "2026-11-24"),  # over a weekend
        ("2026-11-20", "GB-EAW", "2026-11-25"),
        ("2026-12-23", "GB-EAW", "2026-12-30"),  # over Christmas and the day for Boxing Day
        ("2026-12-31", "GB-EAW", "2027-01-06"),
        ("2026-12-31", "EU-DE", "2027-01-06"),
        ("2026-07-10", "GB-NIR", "2026-07-16"),  # the day for the twelfth of July
        ("2026-07-10", "GB-EAW", "2026-07-15"),
        ("2040-12-24", "GB-EAW", "2040-12-27"),  # no table yet: weekends alone
        ("2026-12-24", "", "2026-12-29"),
    ],
)
def test_a_decision_waits_three_working_days_of_the_place(
    asked: str, place: str, until: str
) -> None:
    def at(day: str) -> datetime:
        return datetime.fromisoformat(f"{day}T15:05:00").replace(tzinfo=UTC)

    assert rules.expiry(at(asked), place) == at(until)
