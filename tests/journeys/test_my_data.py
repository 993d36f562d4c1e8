"""An employee reads what the portal itself holds on her, takes it away, and comes again."""

import re
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.support.held import Taken
from tests.support.live import Tab
from tests.support.northfold import Northfold

SAMIR = "E1004"
LOOKS: tuple[tuple[int, Literal["light", "dark"]], ...] = ((1280, "light"), (390, "dark"))
WAYS = [(1280, "light", True), (390, "dark", False)]


@pytest.fixture(params=WAYS, ids=lambda way: "scripts" if way[2] else "none")
def tab(northfold: Northfold, request: pytest.FixtureRequest) -> Tab:
    width, scheme, scripts = request.param
    return northfold.tab(SAMIR, width=width, scheme=scheme, scripts=scripts)


def _taken(page: Page) -> Taken:
    page.get_by_role("link", name="Download everything").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download now").click()
    assert re.fullmatch(r"my-data-\d{4}-\d\d-\d\d\.zip", waiting.value.suggested_filename)
    return Taken(Path(waiting.value.path()).read_bytes())


def test_she_reads_it_takes_it_and_sees_what_is_new(tab: Tab) -> None:
    page = tab.page
    tab.go("/")
    page.locator("details.account summary").click()
    page.get_by_role("link", name="What this portal holds on you").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What this portal holds on you")

    page.get_by_role("link", name="Your entry in the staff list").click()
    expect(page.get_by_role("main")).to_contain_text("Samir Haddad")
    page.get_by_role("link", name="What this portal holds on you").first.click()
    first = _taken(page)
    assert first.records("staff-list")[0]["name"] == "Samir Haddad"

    tab.go("/my-data")
    second = _taken(page)
    tab.go("/my-data")
    newest = page.locator("#downloads ~ .ledger tbody tr").first
    expect(newest).to_contain_text("Your downloads of this page: 1 new, 1 changed, 0 gone")
    new = {each["part"] for each in second.changes if each["change"] == "new"}
    assert {"who-looked", "downloads"} <= new
    page.get_by_role("link", name="Your downloads of this page").click()
    expect(page.locator(".tag").first).to_have_text(re.compile("Changed"))
    tab.assert_fits()  # tests/journeys/test_every_page.py examines the rest


def test_the_page_before_the_download_is_readable_by_everybody(northfold: Northfold) -> None:
    tab = northfold.tab(SAMIR)
    tab.go("/my-data/downloads/new")
    for width, scheme in LOOKS:
        tab.page.set_viewport_size({"width": width, "height": 800})
        tab.page.emulate_media(color_scheme=scheme)
        tab.assert_accessible()
        tab.assert_fits()
