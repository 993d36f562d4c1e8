"""Months end where the reader lives, and an entry may come in a later one than it happened in."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import Session

from app.access_log import service as log
from app.access_log.looks import walking
from app.core import clock
from app.identity.people import service as people
from app.identity.people.models import Preference
from app.identity.viewer import Viewer
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.looks import a_look, a_register, a_source, report


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def amaras(browser: Browser, session: Session, cast: Cast) -> Browser:
    a_register(session)
    a_source(session)
    session.commit()
    return browser


@pytest.mark.parametrize(
    ("now", "looked", "shown"),
    [
        ("2027-03-01 09:00", "2027-01-30 10:00", True),
        ("2027-03-02 09:00", "2027-01-31 10:00", True),
        ("2027-03-02 09:00", "2027-01-31 08:00", False),
        ("2027-03-03 09:00", "2027-02-01 10:00", True),
        ("2028-03-01 09:00", "2028-01-31 10:00", True),
        ("2027-01-01 09:00", "2026-12-02 10:00", True),
        ("2027-01-01 09:00", "2026-11-30 10:00", False),
    ],
)
def test_the_last_thirty_days_of_a_practice_may_lie_in_three_months(
    amaras: Browser, cast: Cast, now: str, looked: str, shown: bool
) -> None:
    report(a_look(utc(looked), case="HR-1"))
    with clock.set_to(utc(now)):
        amaras.sign_in(cast.amara)
        panel = amaras.get("/collected/hr-record").one("#looks").get_text()
    assert ("Priya Raman" in panel) is shown
    assert ("Nobody has looked" in panel) is not shown


NOBODY = "Nobody has looked at your data this month"
ONE = "1 person looked at your data this month"


@pytest.mark.parametrize(
    ("zone", "now", "happened", "recorded", "home", "looked"),
    [
        pytest.param(
            "Europe/London",
            "2026-12-01 09:00",
            "2026-11-30 15:05",
            "2026-12-01 02:00",
            NOBODY,
            "1 entry written down in December 2026",
            id="one that came after its month was over",
        ),
        pytest.param(
            "Europe/London",
            "2026-12-01 09:00",
            "2026-11-30 15:05",
            "2026-11-30 15:07",
            NOBODY,
            "No entries written down in December 2026",
            id="one of the month before",
        ),
        pytest.param(
            "America/New_York",
            "2026-12-01 02:00",
            "2026-11-30 15:05",
            "2026-11-30 15:07",
            ONE,
            "1 entry written down in November 2026",
            id="her month goes on where the log's is over",
        ),
        pytest.param(
            "America/New_York",
            "2026-12-01 02:00",
            "2026-12-01 01:30",
            "2026-12-01 01:32",
            ONE,
            "December 2026 (1 entry)",
            id="the last evening of her month",
        ),
        pytest.param(
            "Europe/London",
            "2026-06-30 23:30",
            "2026-06-20 09:00",
            "2026-06-20 09:02",
            NOBODY,
            "No entries written down in July 2026",
            id="her month has begun where the log's goes on",
        ),
        pytest.param(
            "Europe/London",
            "2026-06-30 23:30",
            "2026-06-30 23:10",
            "2026-06-30 23:12",
            ONE,
            "June 2026 (1 entry)",
            id="the first minutes of her month",
        ),
        pytest.param(
            "Europe/London",
            "2026-07-20 09:00",
            "2026-06-30 23:10",
            "2026-06-30 23:12",
            ONE,
            "June 2026 (1 entry)",
            id="the same three weeks on",
        ),
        pytest.param(
            "Pacific/Auckland",
            "2026-11-20 09:00",
            "2026-10-31 12:00",
            "2026-10-31 12:02",
            ONE,
            "October 2026 (1 entry)",
            id="far ahead of the log",
        ),
        pytest.param(
            "Europe/London",
            "2026-11-20 09:00",
            "2026-03-02 09:00",
            "2026-11-20 08:00",
            NOBODY,
            "1 entry written down in November 2026",
            id="one taken in with a whole year",
        ),
    ],
)
def test_home_counts_her_month_and_the_list_says_which_it_counts(
    amaras: Browser,
    session: Session,
    cast: Cast,
    zone: str,
    now: str,
    happened: str,
    recorded: str,
    home: str,
    looked: str,
) -> None:
    people.prefer(session, cast.amara.id, time_zone=zone)
    session.commit()
    with clock.set_to(utc(recorded)):
        log.append([a_look(utc(happened), case="HR-1")])
    with clock.set_to(utc(now)):
        amaras.sign_in(cast.amara)
        first, listed = amaras.get("/"), amaras.get("/looked")
        assert "Nobody looked" not in amaras.get(f"/looked?when={happened[:7]}").main
    assert home in first.main
    assert bool(first.soup.select(".month-strip__drawing .month-strip__look")) is (home == ONE)
    assert looked in listed.main


def test_what_was_written_down_before_her_month_is_not_all_gone_through(
    amaras: Browser, session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walking, "FEW", 3)
    for day in range(1, 31):
        with clock.set_to(utc(f"2026-06-{day:02} 12:00")):
            log.append([a_look(clock.now(), case="HR-1")])
    viewer = Viewer(cast.amara, frozenset(), None, Preference(), "Europe/London")  # type: ignore[arg-type]
    asked = Counter[str]()
    read = walking.portion

    def counted(*of: Any, **more: Any) -> Any:
        found = read(*of, **more)
        asked["entries"] += len(found[0])
        return found

    monkeypatch.setattr(walking, "portion", counted)
    with clock.set_to(utc("2026-07-20 09:00")):
        assert list(walking.since(session, viewer, utc("2026-06-30 23:00"))) == []
    assert asked["entries"] == 3
