"""Somebody without a laptop reads a lesson on his phone, and nobody learns what he pressed."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.northfold import Northfold

CALLUM = "E1013"
CAMERAS = "/collected/cctv-at-depots"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "none"])
def test_a_lesson_on_a_phone(northfold: Northfold, *, scripts: bool) -> None:
    tab = northfold.tab(CALLUM, width=390, scripts=scripts)
    page = tab.page
    tab.go(CAMERAS)
    page.get_by_role("link", name="Read the lesson").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How cameras work")
    expect(page.locator("#here ~ article h3")).to_have_text("Cameras at the depots")
    tab.assert_fits()

    page.locator("#place-3").click()
    expect(page).to_have_url(re.compile("#mark-3$"))
    expect(page.locator("#mark-3")).to_be_in_viewport()
    page.locator("#mark-3 a").click()
    expect(page.locator("#place-3")).to_be_in_viewport()

    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    wrong, right = (page.locator("details", has_text=text) for text in ("Not quite.", "Yes."))
    for answer, says in ((wrong.first, "Not quite."), (right.first, "Yes.")):
        why = answer.locator("p")
        expect(why).to_be_hidden()
        answer.locator("summary").click()
        expect(why).to_be_visible()
        expect(why).to_contain_text(says)
    expect(wrong.first.locator("p")).to_be_hidden()  # one at a time
    if scripts:
        tab.assert_accessible()
    assert asked == []
    page.emulate_media(media="print")
    expect(wrong.first.locator("p")).to_be_visible()
    page.emulate_media(media="screen")

    page.get_by_role("link", name="biometric data").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("fingerprint"))
    page.go_back()
    page.locator("a[href='/learn/words#register']").first.click()
    expect(page.locator("#register")).to_be_in_viewport()
    page.go_back()
    page.get_by_role("button", name="Mark as read").click()
    expect(page.get_by_role("status").first).to_have_text("Marked as read, for yourself.")
    page.get_by_role("button", name="Take my mark away").click()
    expect(page.get_by_role("button", name="Mark as read")).to_be_visible()
    page.get_by_role("link", name="All lessons").click()
    expect(page.get_by_role("heading", name="How many read this")).to_be_visible()
