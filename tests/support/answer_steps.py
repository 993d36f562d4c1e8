"""The steps of an answer as people take them in their browsers, from the asking to the files.

Each takes the window of whoever acts. What a worker does meanwhile is waited for by looking at
the page again, as people do.
"""

import re
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

PATIENCE = 90.0  # seconds: what comes comes much sooner, unless the machine is busy
BY_HAND = "It is kept on paper, and is sent with the letter."


def asks(page: Page, practice: str) -> str:
    """A copy of what one practice holds; the request's reference."""
    page.goto("/requests")
    _follow(page, "Get a copy")
    _press(page, "Start")
    for labels in (("Only these", practice), ("Since I joined",)):
        _choose(page, *labels)
        _press(page, "Continue")
    _choose(page, "To read", "Here, after signing in")
    _press(page, "Continue")
    _press(page, "Continue")
    _press(page, "Send my request")
    found = re.search(r"REQ-\w{4}-\w{4}", page.url)
    assert found
    return found[0]


def takes(page: Page, reference: str) -> None:
    """The officer takes it from the queue of those that nobody has."""
    page.goto("/desk/requests?view=unassigned")
    page.locator(f"#row-{reference} a").first.click()
    _press(page, "Take it")


def gathers(page: Page, reference: str) -> None:
    """Every source is asked; what is not connected is left out, and why is written down."""
    page.goto(f"/desk/requests/{reference}/sources")
    if page.get_by_text("Ask the sources", exact=True).count():
        _press(page, "Ask them now")
    again(page, lambda: not page.get_by_text("See how far it is now").count())
    while (left := page.get_by_role("button", name=re.compile("^Answer without "))).count():
        form = left.first.locator("xpath=ancestor::form")
        form.get_by_role("textbox").fill(BY_HAND)
        left.first.click()
        page.wait_for_load_state()


def covers(page: Page, reference: str) -> int:
    """Whatever is suggested is covered and every document checked; how many there were."""
    page.goto(f"/desk/requests/{reference}/documents/1")
    again(page, lambda: not page.get_by_text("It is still being looked through").count())
    checked = 0
    while True:
        while page.get_by_role("button", name="Save and go to next").count():
            _press(page, "Save and go to next")
        if not page.get_by_role("button", name="Mark as checked and go to next").count():
            return checked
        _press(page, "Mark as checked and go to next")
        checked += 1


def writes(page: Page, reference: str) -> None:
    """The letter as the register has it; whatever it has no words for gets some."""
    page.goto(f"/desk/requests/{reference}/release/letter")
    for each in page.locator("main textarea[id]").all():
        if not each.input_value() and each.get_attribute("id") != "recipients_unnamed":
            each.fill("Nothing of this kind.")
    _press(page, "Save the letter")


def packs(page: Page, reference: str) -> None:
    """The files are put together by the worker."""
    page.goto(f"/desk/requests/{reference}/release")
    _press(page, "Put the files together")
    again(page, lambda: not page.get_by_text("See whether they are ready").count())


def asks_for_approval(page: Page, reference: str, approver: str) -> str:
    """The approval's reference."""
    page.goto(f"/desk/requests/{reference}/release")
    _choose(page, "Granted in part")
    page.locator("#reason").fill("Colleagues are named in it.")
    page.locator("#approver").select_option(label=approver)
    _press(page, "Ask for approval")
    found = re.search(r"/approvals/([^/?]+)", page.url)
    assert found, page.url
    return found[1]


def approves(page: Page, approval: str) -> None:
    page.goto(f"/approvals/{approval}/decision")
    page.get_by_text("I approve exactly this").click()
    _press(page, "Record my decision")


def downloads(page: Page, to: Path) -> Path:
    """From the page of the files; where they lie now."""
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download everything").click()
    coming.value.save_as(to)
    return to


def again(page: Page, there: Callable[[], bool]) -> None:
    """Look at the page again until it shows what is waited for."""
    until = time.monotonic() + PATIENCE
    while not there():
        assert time.monotonic() < until, f"it did not come: {page.locator('main').inner_text()}"
        page.wait_for_timeout(200)
        page.reload()


def _choose(page: Page, *labels: str) -> None:
    for label in labels:
        page.locator(f"main label:text-is('{label}')").click()


def _press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).first.click()
    page.wait_for_load_state()


def _follow(page: Page, link: str) -> None:
    page.get_by_role("main").get_by_role("link", name=link, exact=True).first.click()
    page.wait_for_load_state()
