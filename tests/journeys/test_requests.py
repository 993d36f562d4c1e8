"""A request from the first question to its end, in a real browser, with and without scripts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from sqlmodel import Session

from app.core.db.session import writing
from app.identity.people.models import Person
from app.subject_requests import queries
from app.subject_requests.handling import service as handling
from tests.support.cast import Cast
from tests.support.consent import a_choice, offer
from tests.support.live import Tab
from tests.support.looks import PRACTICES
from tests.support.requests import pause


def _answers(tab: Tab, *labels: str, button: str = "Continue") -> None:
    for label in labels:
        tab.page.locator(f"main label:text-is('{label}')").click()
    tab.page.get_by_role("button", name=button).click()
    tab.page.wait_for_load_state()


def _reads(tab: Tab, heading: str, *, scripts: bool) -> None:
    expect(tab.page.get_by_role("heading", level=1)).to_have_text(heading)
    if scripts:  # axe is a script itself
        tab.assert_accessible()
    tab.assert_fits()


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 390)])
def test_she_asks_comes_back_writes_answers_and_withdraws(
    open_tab: Callable[..., Tab], session: Session, cast: Cast, scripts: bool, width: int
) -> None:
    offer(session, cast, a_choice(), *PRACTICES)
    helen_id = cast.helen.id
    tab = open_tab(scripts=scripts, width=width)
    tab.sign_in(cast.amara)

    tab.go("/requests")
    tab.page.get_by_role("link", name="Get a copy").click()
    _reads(tab, "Make a request", scripts=scripts)
    tab.page.get_by_role("button", name="Start").click()
    _reads(tab, "Which data is it about?", scripts=scripts)
    _answers(tab)
    expect(tab.page.get_by_role("link", name="Choose what data you want.")).to_be_visible()
    _answers(tab, "Only these", "Location in the field app")
    _reads(tab, "From when do you want it?", scripts=scripts)
    _answers(tab, "Since I joined", button="Save and come back later")
    expect(tab.page.get_by_text("Saved for 30 days.")).to_be_visible()

    tab.go("/")
    tab.go("/requests")
    tab.page.get_by_role("link", name="Go on with it").click()
    _reads(tab, "How do you want to get it?", scripts=scripts)
    tab.page.get_by_role("link", name="Back").click()
    expect(tab.page.get_by_label("Since I joined")).to_be_checked()
    _answers(tab)
    _answers(tab, "To read", "Here, after signing in")
    _reads(tab, "Anything else we need to know?", scripts=scripts)
    tab.page.get_by_label("In your words").fill("From the vans too.")
    _answers(tab)
    _reads(tab, "Check your answers", scripts=scripts)
    tab.page.get_by_role("button", name="Send my request").click()

    _reads(tab, "A copy of your data", scripts=scripts)
    found = re.search(r"REQ-\w{4}-\w{4}", tab.page.url)
    assert found
    expect(tab.page.get_by_text("days left")).to_be_visible()
    expect(tab.page.get_by_text("The law gives us one month.")).to_be_visible()
    tab.page.get_by_label("Send a message about this request").fill("Thank you.")
    tab.page.get_by_role("button", name="Send message").click()
    expect(tab.page.get_by_text("Your message is sent.")).to_be_visible()

    _asked_by(helen_id, found[0])
    tab.go(f"/requests/{found[0]}")
    expect(tab.page.get_by_text("Which mailbox do you mean?")).to_be_visible()
    expect(tab.page.get_by_text("The clock is stopped", exact=True)).to_be_visible()
    tab.page.get_by_label("Answer our question").fill("My own.")
    tab.page.get_by_role("button", name="Send my answer").click()
    expect(tab.page.get_by_text("The clock started again.")).to_be_visible()

    tab.page.get_by_role("link", name="Withdraw this request").click()
    _reads(tab, "Withdraw this request", scripts=scripts)
    tab.page.get_by_role("button", name="Withdraw my request").click()
    expect(tab.page.get_by_text("Your request is taken back.")).to_be_visible()
    _reads(tab, "A copy of your data", scripts=scripts)
    tab.go("/requests")
    expect(tab.page.locator(".ledger").get_by_text("Taken back")).to_be_visible()


def _asked_by(officer_id: object, reference: str) -> None:
    with writing() as session:
        officer, request = session.get(Person, officer_id), queries.by_reference(session, reference)
        assert officer is not None
        assert request is not None
        handling.take(session, request, officer)
        pause(session, request, officer)
