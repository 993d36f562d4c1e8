"""A policy is written, read, changed while somebody reads it, and read again; in a real browser."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, select

from app.register.policies import queries
from app.register.policies.models import PolicyAcknowledgement
from tests.support.cast import Cast
from tests.support.live import Tab
from tests.support.policies import LATER, TEXT

WAYS = [(1280, "light", True), (390, "dark", False)]
OFFICERS, PEOPLES = "/desk/policies/using-tools", "/policies/using-tools"


def _write(page: Page, text: str, what_changed: str = "") -> None:
    page.get_by_label("Text").fill(text)
    if what_changed:
        page.get_by_label("What changed").fill(what_changed)
    page.get_by_role("button", name="Keep this draft").click()
    page.get_by_role("link", name="Read it and publish").click()
    page.get_by_role("button", name="Publish this version").click()
    expect(page.get_by_role("status").first).to_contain_text("Published.")


def _examine(tab: Tab, *, scripts: bool) -> None:
    tab.assert_fits()
    if scripts:
        tab.assert_accessible()


@pytest.mark.parametrize(("width", "scheme", "scripts"), WAYS, ids=["wide", "phone, no scripts"])
def test_from_a_draft_to_a_reading_and_to_the_next_version(
    open_tab: Callable[..., Tab],
    session: Session,
    cast: Cast,
    *,
    width: int,
    scheme: str,
    scripts: bool,
) -> None:
    how = {"width": width, "scheme": scheme, "scripts": scripts}
    helen, amara = open_tab(**how), open_tab(**how)
    helen.sign_in(cast.helen)
    amara.sign_in(cast.amara)

    helen.go("/desk/policies")
    helen.page.get_by_role("link", name="Write a policy").click()
    _examine(helen, scripts=scripts)
    helen.page.get_by_label("Title").fill("Using tools")
    _write(helen.page, TEXT)
    helen.page.get_by_label("Read it by").fill("2099-12-04")
    helen.page.get_by_role("button", name="Ask people to read it").click()
    expect(helen.page.get_by_role("main")).to_contain_text("within a year")
    helen.page.get_by_label("Read it by").fill(_in_a_week(session))
    helen.page.get_by_role("button", name="Ask people to read it").click()
    expect(helen.page.get_by_role("button", name="Stop asking")).to_be_visible()
    _examine(helen, scripts=scripts)

    amara.go("/")
    amara.page.get_by_role("link", name="Read: Using tools").click()
    expect(amara.page.get_by_role("heading", level=1)).to_have_text("Using tools")
    amara.page.get_by_role("link", name="What we do", exact=True).click()
    expect(amara.page.locator("#part-what-we-do")).to_be_in_viewport()

    helen.go(f"{OFFICERS}/draft")
    _write(helen.page, LATER, "We keep things for 30 days. It was 90.")

    amara.page.get_by_role("button", name="I have read this").click()
    expect(amara.page.get_by_role("heading", level=1)).to_have_text(
        "This policy changed while you were reading. Here is what is new."
    )
    expect(amara.page.locator("ins")).to_contain_text("30")
    expect(amara.page.get_by_role("main")).to_contain_text("It does not mean you agree or consent.")
    assert _readings(session) == 0
    _examine(amara, scripts=scripts)

    amara.page.get_by_role("button", name="I have read this").click()
    expect(amara.page.get_by_role("main")).to_contain_text("You told us on")
    assert _readings(session) == 1
    amara.page.get_by_role("link", name="Policies", exact=True).click()
    expect(amara.page.get_by_role("main")).to_contain_text("No policies need reading.")
    _examine(amara, scripts=scripts)

    amara.go(f"{PEOPLES}/compare")
    amara.page.get_by_label("Show").select_option("everything")
    amara.page.get_by_role("button", name="Compare them").click()
    expect(amara.page.locator(".diff-card")).to_contain_text("Ask when you are not sure.")
    _examine(amara, scripts=scripts)


def _readings(session: Session) -> int:
    session.rollback()
    found = len(session.exec(select(PolicyAcknowledgement)).all())
    session.rollback()
    return found


def _in_a_week(session: Session) -> str:
    day = queries.today(session) + timedelta(days=7)
    session.rollback()
    return day.isoformat()
