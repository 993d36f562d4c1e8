"""The employee's own pages of who looked."""

from tests.support.browser import Browser
from tests.support.cast import Cast


def test_the_month_as_on_the_screen(browser: Browser, november: Cast) -> None:
    browser.sign_in(november.amara)
    page = browser.get("/looked")
    print(page.main)
    assert page.heading == "Who looked at your data"
    assert "9 entries by 4 people in November 2026" in page.main
