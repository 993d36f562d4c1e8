"""Months end where the reader lives, and an entry may come in a later one than it happened in."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session

from app.core import clock
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
