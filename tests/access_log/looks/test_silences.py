"""What is said of systems that owe something."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from app.access_log.completeness.rules import Coverage
from app.access_log.looks import silences
from app.core import clock
from tests.support.looks import FRIDAY


def payroll(**different: object) -> Coverage:
    known: dict[str, object] = {
        "source_id": uuid4(),
        "name": "payroll",
        "system": "payroll",
        "every": timedelta(hours=24),
        "covers_until": None,
        "heard_at": datetime(2026, 11, 20, 2, 0, tzinfo=UTC),
        "silent": False,
        "missing": 0,
        "late": 0,
    }
    return Coverage(**known | different)  # type: ignore[arg-type]


def test_a_source_that_reports_is_told_and_nothing_is_missing() -> None:
    with clock.set_to(FRIDAY):
        assert silences.missing([payroll()], "Europe/London") == []
        assert silences.coverage([payroll()], "Europe/London") == [
            "“payroll” reports at least every 24 hours. Last received: Today at 2am."
        ]


def test_silence_and_gaps_are_said() -> None:
    silent = payroll(silent=True, missing=12, heard_at=datetime(2026, 11, 13, 2, 0, tzinfo=UTC))
    with clock.set_to(FRIDAY):
        assert silences.missing([silent], "Europe/London") == [
            "“payroll” has sent nothing since Friday 13 November at 2am. It promised to report "
            "at least every 24 hours. Entries may be missing.",
            "“payroll” says it sent 12 entries that have not arrived.",
        ]


def test_late_entries_are_said_beside_the_source() -> None:
    with clock.set_to(FRIDAY):
        told = silences.coverage([payroll(late=3)], "Europe/London")
    assert told[0].endswith("3 entries of it came late. They say when they were reported.")


def test_a_source_that_promised_nothing_is_not_judged() -> None:
    with clock.set_to(FRIDAY):
        assert silences.coverage([payroll(every=None)], "Europe/London") == []
