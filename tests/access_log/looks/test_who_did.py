"""How many different people looked at one practice's data about a person, beside who could."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from app.core import clock
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
    [("hr-record", "1", "2"), ("sign-in-history", "1", "1"), ("location", "1", "0")],
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
