"""Which version answers a change of risk, and what a check of a day must rest on."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from app.register.risks.rules import Risk, to_assess, unreviewed
from app.register.schemas import PracticeDocument
from tests.support.register import PRACTICE, a_document

DAY = date(2026, 11, 20)


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


@dataclass(frozen=True)
class Published:
    published_at: datetime
    document: PracticeDocument


def published(moment: datetime, checked_on: date) -> Published:
    said = PRACTICE["checks"] | {"checked_on": checked_on.isoformat(), "next_review": "2027-01-02"}
    return Published(moment, a_document(checks=json.loads(json.dumps(said))))


RISK = Risk(date(2026, 11, 10), at(10), "Phones are read at the gate.", "A")
NEXT = Risk(date(2026, 11, 15), at(15), "They are lent to visitors.", "B")


@pytest.mark.parametrize(
    ("versions", "open_ones"),
    [
        ([], [RISK, NEXT]),
        ([published(at(9), date(2026, 11, 9))], [RISK, NEXT]),
        ([published(at(12), date(2026, 11, 9))], [RISK, NEXT]),  # the old check, printed again
        ([published(at(10, 11), date(2026, 11, 10))], [RISK, NEXT]),  # an hour too early
        ([published(at(10, 13), date(2026, 11, 10))], [NEXT]),
        ([published(at(16), date(2026, 11, 14))], [NEXT]),
        ([published(at(16), date(2026, 11, 15))], []),
        ([published(at(16), date(2026, 11, 15)), published(at(17), date(2026, 1, 2))], []),
    ],
)
def test_a_version_answers_what_was_recorded_before_it_and_not_after_its_check(
    versions: list[Published], open_ones: list[Risk]
) -> None:
    assert list(unreviewed([NEXT, RISK], versions, DAY)) == open_ones


def test_what_is_recorded_later_was_no_risk_before() -> None:
    assert unreviewed([RISK, NEXT], [], date(2026, 11, 14)) == (RISK,)
    assert unreviewed([RISK, NEXT], [], date(2026, 11, 9)) == ()


@pytest.mark.parametrize(
    ("checked_on", "assessed_at", "asks"),
    [
        (date(2026, 11, 9), None, []),  # claims nothing, and answers nothing
        (date(2026, 11, 10), None, [RISK]),
        (date(2026, 11, 10), at(9), [RISK]),
        (date(2026, 11, 10), at(11), []),
        (date(2026, 11, 15), at(11), [NEXT]),
        (date(2026, 11, 15), at(16), []),
    ],
)
def test_a_check_is_no_review_without_an_assessment_since(
    checked_on: date, assessed_at: datetime | None, asks: list[Risk]
) -> None:
    assert to_assess([RISK, NEXT], checked_on, assessed_at) == asks
