"""When an entry's time is over, and how a notice names entries."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access_log.erasing import rules
from app.access_log.erasing.rules import Rule
from app.access_log.leaves.rules import canonical
from app.access_log.proofs.deletions import over


@pytest.mark.parametrize(
    ("today", "months", "newest"),
    [
        ("2026-10-31", 24, 202409),
        ("2026-11-01", 24, 202410),  # what came on the last of October was kept for 24 months
        ("2026-11-30", 24, 202410),
        ("2027-01-01", 24, 202412),
        ("2026-01-01", 1, 202511),
        ("2026-01-31", 12, 202412),
        ("2026-12-01", 12, 202511),
    ],
)
def test_a_month_is_over_when_its_last_day_was_kept_long_enough(
    today: str, months: int, newest: int
) -> None:
    assert over(datetime.fromisoformat(today).replace(tzinfo=UTC), months) == newest


@given(st.sets(st.integers(0, 60)))
def test_stretches_name_just_the_numbers(numbers: set[int]) -> None:
    spans = rules.spans(numbers)

    assert {n for first, last in spans for n in range(first, last + 1)} == numbers
    assert {n for n in range(-1, 62) if rules.within(spans, n)} == numbers
    assert all(last + 1 < first for (_, last), (first, _) in pairwise(spans))


def test_a_notice_is_read_as_it_was_written_and_another_statement_is_none() -> None:
    at = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    said = canonical(rules.statement([3, 4, 9], Rule.RETENTION, 24, at))

    assert rules.parsed(12, said) == (12, at, Rule.RETENTION, 24, [(3, 4), (9, 9)])
    for other in (b"{}", b"[]", b"", said.replace(b"@v1", b"@v2"), said.replace(b"[9,9]", b"[9]")):
        assert rules.parsed(12, other) is None
