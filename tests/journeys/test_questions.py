"""Ask about a look and get an answer that stays on the entry, in a real browser, in both ways."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlmodel import Session

from app.core import clock
from tests.support.cast import Cast
from tests.support.live import Tab
from tests.support.looks import a_look, a_register, a_source, report
from tests.support.questions import REASONS, WHY


def _reads(tab: Tab, heading: str, *, scripts: bool) -> None:
    expect(tab.page.get_by_role("heading", level=1)).to_have_text(heading)
    if scripts:  # axe is a script itself
        tab.assert_accessible()
    tab.assert_fits()


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 390)])
def test_she_asks_about_a_look_and_the_answer_stays_on_the_entry(
    open_tab: Callable[..., Tab], session: Session, cast: Cast, scripts: bool, width: int
) -> None:
    a_register(session)
    a_source(session)
    session.commit()
    report(a_look(clock.now() - timedelta(hours=3), case="HR-2207"))

    tab = open_tab(scripts=scripts, width=width)
    tab.sign_in(cast.amara)
    tab.go("/looked")
    tab.page.get_by_role("link", name="Ask about this").click()
    _reads(tab, "Ask about this", scripts=scripts)
    tab.page.get_by_role("button", name="Send my question").click()
    _reads(tab, "Your question about a look", scripts=scripts)
    found = re.search(r"Q-\w{4}-\w{4}", tab.page.url)
    assert found

    tab.sign_in(cast.priya)
    tab.go("/")
    tab.page.get_by_role("link", name=f"Say why you looked: question {found[0]}").click()
    _reads(tab, "A question about a look of yours", scripts=scripts)
    expect(tab.page.get_by_text("Okafor")).to_have_count(0)
    tab.page.get_by_label("Why did you need it?").fill(WHY)
    tab.page.get_by_role("button", name="Give my reason").click()
    expect(tab.page.get_by_text(WHY)).to_be_visible()

    tab.sign_in(cast.helen)
    tab.go(f"/desk/questions/{found[0]}")
    tab.page.get_by_role("button", name="Take it").click()
    _reads(tab, "Amara Okafor", scripts=scripts)
    tab.page.locator("main label:text-is('In order')").click()
    tab.page.get_by_label("Why?", exact=True).fill(REASONS)
    tab.page.get_by_role("button", name="Give this answer").click()
    expect(tab.page.get_by_role("heading", name="Nothing is left to do")).to_be_visible()

    tab.sign_in(cast.amara)
    tab.go(f"/requests/{found[0]}")
    _reads(tab, "Your question about a look", scripts=scripts)
    expect(tab.page.get_by_role("heading", name="Our answer: In order")).to_be_visible()
    tab.go("/looked")
    expect(tab.page.get_by_text(REASONS)).to_be_visible()
    tab.assert_fits()
