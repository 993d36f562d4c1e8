"""How many different people looked at one practice's data about a person, beside who could."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from app.access_log import service as log
from app.access_log.completeness.service import take_heartbeat
from app.access_log.looks import queries, walking
from app.core import clock
from app.identity.sources.models import SourceSystem
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.looks import (
    FRIDAY,
    a_job,
    a_look,
    a_register,
    a_source,
    november,
    report,
)

DID = "Different people who did look at this data about you in the last 12 months"


@pytest.fixture
def reported(session: Session, cast: Cast) -> None:
    a_register(session)
    a_source(session)
    session.commit()
    over_a_year = FRIDAY - timedelta(days=366)
    report(
        a_look(over_a_year, "E1003"),
        a_look(FRIDAY - timedelta(days=300), "E1002", "leave", "leave-approval"),
        a_look(november(18, 9)),
        a_look(november(19, 9)),
        a_look(november(19, 10), "E1001"),
        a_look(november(19, 11), "E1004", "sign-in-history", "security-alert", system="sign-in"),
        a_look(november(19, 12), "E1006", subjects=("E1009",)),
        a_job(november(19, 2)),
    )


def figures(browser: Browser, path: str) -> dict[str, str]:
    rows = browser.get(path).soup.select(".section .count-list__row")
    told = [[part.get_text(strip=True) for part in row.select("dt, dd")] for row in rows]
    return dict(told)


@pytest.mark.parametrize(
    ("path", "could", "did"),
    [
        ("hr-record", "1", "2"),
        ("sign-in-history", "1", "At least 1"),
        ("location", "1", "Unavailable"),
        ("this-portal", "0", "0"),
    ],
)
def test_who_could_look_stands_beside_who_did(
    browser: Browser, reported: None, cast: Cast, path: str, could: str, did: str
) -> None:
    with clock.set_to(FRIDAY):
        browser.sign_in(cast.amara)
        told = figures(browser, f"/collected/{path}")

    assert told == {"People who could look, by the roles named above": could, DID: did}


def test_the_number_is_the_readers_own(browser: Browser, reported: None, cast: Cast) -> None:
    with clock.set_to(FRIDAY):
        browser.sign_in(cast.ewan)
        assert figures(browser, "/collected/hr-record")[DID] == "1"
        browser.sign_in(cast.jo)
        assert figures(browser, "/collected/hr-record")[DID] == "0"


def test_readers_that_are_no_role_of_ours_are_named_as_not_counted(
    browser: Browser, reported: None, cast: Cast
) -> None:
    at: datetime = FRIDAY
    with clock.set_to(at):
        browser.sign_in(cast.amara)
        page = browser.get("/collected/hr-record")

    assert "Could look too, and not counted: manager, nightly-pay." in page.main


NOT_KNOWN = "We cannot know who looked. This system does not report to this portal."
NOBODY = "Nobody has looked at this data about you in the last 30 days."
NONE_KNOWN = "We know of nobody who looked at this data about you in the last 30 days."


def test_of_a_system_that_does_not_report_nothing_is_claimed(
    browser: Browser, session: Session, reported: None, cast: Cast
) -> None:
    with clock.set_to(FRIDAY):
        browser.sign_in(cast.amara)
        page = browser.get("/collected/location")
        assert NOT_KNOWN in page.main
        assert NOBODY not in page.main

        session.add(SourceSystem(name="phones", system="field-app", created_at=FRIDAY))
        session.commit()
        page = browser.get("/collected/location")
        assert NOT_KNOWN not in page.main
        assert NOBODY in page.main
        assert figures(browser, "/collected/location")[DID] == "0"


@pytest.mark.parametrize(
    ("last_heard", "missing", "said"),
    [
        (timedelta(hours=48), 0, "Nothing has come from Trackline since Wednesday 18 November"),
        (timedelta(hours=2), 3, "3 entries that were sent by Trackline have not arrived here."),
        (timedelta(hours=2), 0, ""),
    ],
)
def test_what_its_system_owes_is_said_where_somebody_reads_who_looked(
    browser: Browser,
    session: Session,
    reported: None,
    cast: Cast,
    last_heard: timedelta,
    missing: int,
    said: str,
) -> None:
    at = FRIDAY - last_heard
    phones = SourceSystem(name="phones", system="field-app", created_at=at, every_seconds=86_400)
    session.add(phones)
    session.flush()
    with clock.set_to(at):
        take_heartbeat(session, phones.id, covers_until=at, events_sent=missing)
    session.commit()
    with clock.set_to(FRIDAY):
        browser.sign_in(cast.ewan)
        practice, other = browser.get("/collected/location"), browser.get("/collected/hr-record")
        home = browser.get("/")
    assert (NONE_KNOWN in practice.main) is bool(said)
    assert (NOBODY in practice.main) is not bool(said)
    assert ("1 person looked at your data this month" in home.main) is True
    for page in (practice, home):
        assert said in page.main
        assert bool(page.soup.select(".note--unusual")) is bool(said)
    assert "Trackline" not in other.one("#looks").get_text()


@pytest.mark.parametrize(
    ("jobs", "days_ago", "said"),
    [
        (2, 20, "1"),  # every entry was asked
        (9, 20, "Unavailable"),  # more are newer than the page goes through
        (9, 400, "0"),  # all of the year were asked
    ],
)
def test_the_number_of_a_year_is_not_one_of_the_newest_entries_alone(
    browser: Browser,
    session: Session,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    jobs: int,
    days_ago: int,
    said: str,
) -> None:
    monkeypatch.setattr(walking, "AT_ONCE", 2)
    monkeypatch.setattr(queries, "MOST", 6)
    a_register(session)
    a_source(session)
    session.commit()
    report(a_look(FRIDAY - timedelta(days=days_ago)))
    older = min(days_ago - 1, 390)
    report(*(a_job(FRIDAY - timedelta(days=older, minutes=-n)) for n in range(jobs)))
    with clock.set_to(FRIDAY):
        browser.sign_in(cast.amara)
        assert figures(browser, "/collected/hr-record")[DID] == said
        if said == "Unavailable":
            report(a_look(november(19, 9), "E1002", "overtime", "rota-planning"))
            assert figures(browser, "/collected/hr-record")[DID] == "At least 1"


def test_the_panel_of_a_practice_shows_the_newest_and_counts_the_rest(
    browser: Browser, session: Session, cast: Cast
) -> None:
    a_register(session)
    a_source(session)
    session.commit()
    with clock.set_to(FRIDAY):
        log.append([a_look(november(18, 9, minute), case="HR-1") for minute in range(28)])
        browser.sign_in(cast.amara)
        page = browser.get("/collected/hr-record")
    assert len(page.texts("#looks .ledger__row")) == 25
    assert "9:27am" in page.texts("#looks .ledger__row")[0]
    assert "3 more in these 30 days. See everyone who looked" in page.main


def test_home_claims_nothing_of_a_month_in_which_a_system_is_silent(
    browser: Browser, session: Session, cast: Cast
) -> None:
    a_register(session)
    with clock.set_to(FRIDAY):
        browser.sign_in(cast.amara)
        assert "Nobody has looked at your data this month" in browser.get("/").main
        long_ago = FRIDAY - timedelta(days=3)
        session.add(
            SourceSystem(name="hr", system="hr-core", created_at=long_ago, every_seconds=86_400)
        )
        session.commit()
        page = browser.get("/")
    assert "We know of nobody who looked at your data this month" in page.main
    assert "Nothing has come from HR Core since" in page.main
