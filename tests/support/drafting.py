"""A practice written and moved by officers, as they do it in the workbench."""

from typing import Any

from sqlmodel import Session

from app.identity.people.models import Person
from app.register.drafting.rows import rules as rows
from tests.support import assessments as make
from tests.support.browser import Browser, Page
from tests.support.cast import Cast
from tests.support.register import a_practice

LABEL_ROWS = [row for row in rows.ROWS if row not in {"title", "choice", "performance", "leaves"}]


def words() -> dict[str, Any]:
    """All fields of a practice that are not said at its beginning."""
    found = a_practice()
    return {name: part for name, part in found.items() if name not in {"state", "version"}}


def begun(browser: Browser, **typed: str) -> Page:
    page = browser.visit("/desk/register/new")
    usual = {
        "title": "Location in the field app",
        "code": "location",
        "kind": "location",
        "area": "buildings-and-vehicles",
    }
    return browser.submit(page, "Begin", **usual | typed)


def write(browser: Browser, row: str, values: dict[str, Any] | None = None) -> Page:
    """Save one row as a person does: what the form does not show yet is saved in a second go."""
    typed = rows.written(row, values or words())
    url = f"/desk/register/location/edit/{row}"
    page = browser.visit(url)
    there = {str(control.get("name")) for control in page.form("Save").select("[name]")}
    assert there >= typed.keys() - {"rights:access"}, f"{row}: {typed.keys() - there}"
    return browser.submit(page, "Save", **typed)


def written(browser: Browser) -> Page:
    begun(browser)
    write(browser, "title")
    for row in LABEL_ROWS:
        write(browser, row)
    return browser.visit("/desk/register/location")


def checked(browser: Browser, session: Session, cast: Cast) -> Page:
    """Written, assessed and agreed; the row of the checks is saved as it is filled in."""
    written(browser)
    make.checked(session, cast)
    session.commit()
    return browser.submit(browser.visit("/desk/register/location/edit/checks"), "Save")


def ready(browser: Browser, session: Session, cast: Cast) -> Page:
    page = checked(browser, session, cast)
    for button in (
        "Send to the impact check",
        "Send to consultation",
        "Mark as ready to publish",
    ):
        page = browser.submit(page, button)
    return page


def asked(browser: Browser, approver: Person, **typed: str) -> Page:
    page = browser.visit("/desk/register/location/publish")
    usual = {
        "headline": "records where you are during a call-out.",
        "why": "Engineers work alone.",
        "adds": "yes",  # as a whole practice does
        "correction": "no",
        "approver": str(approver.id),
        "reason": "The consultation is over.",
    }
    return browser.submit(page, "Ask for approval", **usual | typed)


def approve(browser: Browser, asking: Page) -> Page:
    page = browser.visit(asking.url.rstrip("/") + "/decision")
    return browser.submit(page, "Record my decision", decision="approve")


def save_checks(browser: Browser) -> None:
    browser.submit(browser.visit("/desk/register/location/edit/checks"), "Save")


def move(browser: Browser, to: str, status: int = 303) -> str:
    browser.post("/desk/register/location/stage", {"to": to}, status=status)
    return browser.visit("/desk/register/location").main
