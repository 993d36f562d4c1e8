"""An employee comes, reads what is known about her and who looked, and goes."""

import re
from itertools import product

import pytest
from playwright.sync_api import Page, expect

from tests.support.live import Tab
from tests.support.northfold import Northfold

WAYS = list(product((1280, 390), ("light", "dark"), (True, False)))


@pytest.fixture(params=WAYS, ids=lambda way: f"{way[0]}-{way[1]}-{'scripts' if way[2] else 'none'}")
def tab(northfold: Northfold, request: pytest.FixtureRequest) -> Tab:
    width, scheme, scripts = request.param
    return northfold.new_tab(width=width, scheme=scheme, scripts=scripts)


def _sign_in(page: Page, name: str) -> None:
    page.goto("/welcome")
    page.get_by_role("link", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to Northfold Energy")
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your data at a glance")


def _section(page: Page, name: str) -> None:
    """Go to a section by the header, or by the menu on a phone."""
    menu = page.locator("details.menu summary")
    if menu.is_visible():
        menu.click()
        page.locator(".menu__panel").get_by_role("link", name=name).click()
    else:
        page.get_by_role("navigation", name="Sections").get_by_role("link", name=name).click()
    expect(page.locator("[aria-current=page]").filter(visible=True)).to_have_count(
        0 if menu.is_visible() else 1
    )


def test_from_sign_in_to_sign_out(tab: Tab) -> None:
    page = tab.page
    _sign_in(page, "Amara Okafor")
    # how many depends on which officers' pages others opened before on this portal
    people = re.compile(r"\d people looked at your data this month")
    expect(page.get_by_role("main")).to_contain_text(people)
    expect(page.get_by_role("main")).to_contain_text(
        "Priya Raman, HR adviser, opened your absence record to prepare your return-to-work meeting"
    )

    _section(page, "What’s collected")
    page.get_by_role("link", name="Location in the field app").click()
    expect(page.locator(".facts-label")).to_contain_text("30 days, then it is deleted")
    expect(page.get_by_role("main")).to_contain_text("because you are a field engineer")
    expect(page.locator("#looks + *, #looks").first).to_contain_text("Jo Lindqvist")

    _section(page, "Who looked")
    entries = re.compile(r"\d+ entries by \d people, written down in November 2026")
    expect(page.get_by_role("main")).to_contain_text(entries)
    page.get_by_role("link", name="By reason").click()
    reasons = page.locator(".ledger__title")  # the newest first: others may have looked since
    expect(reasons.get_by_text("Preparing your return-to-work meeting", exact=True)).to_be_visible()
    page.get_by_label("Search").fill("samir")
    page.get_by_role("button", name="Show entries").click()
    rows = page.locator("#entries .ledger__row")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("Outside the normal hours")
    grouped = page.get_by_role("link", name="By person")
    expect(grouped).to_have_attribute("href", re.compile("q=samir"))

    rows.first.get_by_role("link", name=re.compile("^More")).click()
    expect(page.get_by_role("main")).to_contain_text("Samir Haddad, security analyst, opened your")

    page.locator("details.account summary").click()
    page.locator(".account__panel").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")
    page.goto("/looked")
    expect(page).to_have_url(re.compile(r"/(welcome|authorize|sign-in)"))
    page.context.close()


def test_the_theme_she_chooses_is_the_one_she_sees(northfold: Northfold) -> None:
    page = northfold.tab("E1001", width=390, scripts=False).page
    page.goto("/settings")
    for words, theme in (("Dark", "dark"), ("The same as my device", "device")):
        page.get_by_text(words, exact=True).click()
        page.get_by_role("button", name="Save my settings").click()
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
