"""A late review: on the officers' calendar, and before the eyes of everyone it applies to."""

from typing import Any

import pytest
from sqlmodel import Session

from app.core import clock
from app.register.file import service
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.looks import FRIDAY
from tests.support.register import PRACTICE, a_file, a_practice

SAID = "The yearly review of this was due on 3 November. It has not been done."


def due(day: str, checked_on: str = "2025-11-04") -> dict[str, Any]:
    return PRACTICE["checks"] | {"checked_on": checked_on, "next_review": day}


@pytest.fixture
def published(session: Session) -> None:
    service.take_in(
        session,
        a_file(
            a_practice(title="Location", checks=due("2026-11-03")),
            a_practice(id="mail", title="Mail", scope={}, checks=due("2026-12-01", "2025-12-02")),
        ),
    )


def test_the_calendar_tells_officers_what_is_late_and_what_comes(
    browser: Browser, published: None, cast: Cast
) -> None:
    with clock.set_to(FRIDAY):
        browser.sign_in(cast.helen)
        page = browser.get("/desk/register/reviews")

        today = browser.get("/desk")

    assert "1 review of the register is late." in today.main
    assert today.link("See what is due").endswith("/desk/register/reviews")
    assert page.texts(".ledger__title") == ["Late", "December 2026"]
    late, coming = page.one("#review-location").get_text(" ", strip=True), page.one("#review-mail")
    assert "3 Nov 17 days late Ruth Adeyemi Head of field safety 4 Nov 2025" in " ".join(
        late.split()
    )
    assert "11 days left" in coming.get_text()
    assert "1 review is late." in page.main


@pytest.mark.parametrize("path", ["/", "/collected", "/collected/location"])
def test_everyone_it_applies_to_is_told(
    browser: Browser, published: None, cast: Cast, path: str
) -> None:
    with clock.set_to(FRIDAY):
        browser.sign_in(cast.amara)
        assert SAID in browser.get(path).main


@pytest.mark.parametrize("path", ["/", "/collected"])
def test_whom_it_does_not_apply_to_is_not_told(
    browser: Browser, published: None, cast: Cast, path: str
) -> None:
    with clock.set_to(FRIDAY):
        browser.sign_in(cast.jo)
        assert "yearly review" not in browser.get(path).main
        browser.sign_in(cast.ewan)
        assert SAID in browser.get(path).main


def test_on_the_day_itself_nothing_is_late(browser: Browser, published: None, cast: Cast) -> None:
    with clock.set_to(FRIDAY.replace(day=3)):
        browser.sign_in(cast.amara)
        assert "yearly review" not in browser.get("/collected").main
    with clock.set_to(FRIDAY.replace(day=4)):
        browser.sign_in(cast.amara)
        assert SAID in browser.get("/collected").main


def test_the_calendar_is_for_officers(browser: Browser, published: None, cast: Cast) -> None:
    browser.sign_in(cast.amara)
    browser.get("/desk/register/reviews", status=403)
    browser.sign_in(cast.daniel)
    browser.get("/desk/register/reviews")
