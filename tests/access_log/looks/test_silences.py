"""What is said of systems that owe something."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session

from app.access_log.completeness.rules import Coverage
from app.access_log.looks import silences
from app.access_log.looks.display import Display
from app.access_log.looks.silences import Reporting
from app.access_log.looks.views import Teller
from app.core import clock
from app.register import queries as register
from tests.support.looks import FRIDAY, a_register


@pytest.fixture
def teller(session: Session) -> Teller:
    """Whoever puts the systems into Amara's words."""
    a_register(session)
    known = register.in_force(session, FRIDAY)
    return Teller("E1001", Display.NAME, known, lambda _who, _at: None, "Europe/London")


def hr_core(**different: object) -> Coverage:
    known: dict[str, object] = {
        "source_id": uuid4(),
        "name": "hr",
        "system": "hr-core",
        "every": timedelta(hours=24),
        "covers_until": None,
        "heard_at": datetime(2026, 11, 20, 2, 0, tzinfo=UTC),
        "silent": False,
        "missing": 0,
        "late": 0,
        "added_at": datetime(2025, 11, 1, tzinfo=UTC),
    }
    return Coverage(**known | different)  # type: ignore[arg-type]


def test_a_system_that_reports_is_told_and_nothing_is_missing(teller: Teller) -> None:
    with clock.set_to(FRIDAY):
        assert silences.missing([hr_core()], teller) == []
        assert silences.reporting([hr_core()], teller) == [
            Reporting(
                *("HR Core", "At least every 24 hours", "Today at 2am", ""),
                silent=False,
                complete="Not said yet",
            )
        ]


def test_silence_and_gaps_are_said(teller: Teller) -> None:
    silent = hr_core(silent=True, missing=12, heard_at=datetime(2026, 11, 13, 2, 0, tzinfo=UTC))
    with clock.set_to(FRIDAY):
        assert silences.missing([silent], teller) == [
            "Nothing has come from HR Core since Friday 13 November at 2am. A report is due at "
            "least every 24 hours, so entries may be missing.",
            "12 entries that were sent by HR Core have not arrived here.",
        ]
        assert silences.reporting([silent], teller)[0].silent


@pytest.mark.parametrize(("missing", "complete"), [(0, "Yesterday at 5pm"), (1, "Not complete")])
def test_up_to_when_all_is_here_is_said(teller: Teller, missing: int, complete: str) -> None:
    until = datetime(2026, 11, 19, 17, tzinfo=UTC)
    with clock.set_to(FRIDAY):
        (told,) = silences.reporting([hr_core(covers_until=until, missing=missing)], teller)
    assert told.complete == complete


def test_a_source_that_was_revoked_stays_with_what_it_owes(teller: Teller) -> None:
    stopped = {"stopped_at": datetime(2026, 11, 3, 12, tzinfo=UTC), "missing": 3}
    gap = "3 entries that were sent by HR Core have not arrived here."
    with clock.set_to(FRIDAY):
        assert silences.missing([hr_core(**stopped)], teller) == [
            "HR Core stopped reporting on 3 November 2026. Who looked since is not known.",
            gap,
        ]
        (told,) = silences.reporting([hr_core(**stopped)], teller)
        assert told.often == "Stopped reporting on 3 November 2026"

        in_its_place = hr_core(name="hr-new")
        said = silences.missing([hr_core(**stopped), in_its_place], teller)
        assert said == [gap.replace("HR Core", "HR Core (hr)")]
        later = hr_core(name="hr-new", added_at=datetime(2026, 11, 18, 9, tzinfo=UTC))
        assert silences.missing([hr_core(**stopped), later], teller) == [
            "HR Core (hr) stopped reporting on 3 November 2026. Who looked from then until "
            "18 November 2026 is not known.",
            gap.replace("HR Core", "HR Core (hr)"),
        ]
        # Of what is no longer in use nobody can look any more.
        assert len(silences.missing([hr_core(**stopped, system="gone")], teller)) == 1


def test_late_entries_are_said_beside_the_system(teller: Teller) -> None:
    with clock.set_to(FRIDAY):
        told = silences.reporting([hr_core(late=3)], teller)
    assert told[0].late == "3 entries came late. Each says when it was reported."


def test_a_source_that_promised_nothing_is_not_judged(teller: Teller) -> None:
    with clock.set_to(FRIDAY):
        assert silences.reporting([hr_core(every=None)], teller) == []


def test_two_sources_of_one_system_are_told_apart(teller: Teller) -> None:
    sources = [hr_core(name="hr-north"), hr_core(name="hr-south"), hr_core(system="sign-in")]
    with clock.set_to(FRIDAY):
        told = silences.reporting(sources, teller)
    assert [each.system for each in told] == [
        "HR Core (hr-north)",
        "HR Core (hr-south)",
        "Sign-in service",
    ]
