"""An author writes, two officers sign, people are consulted, a representative dissents."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session

from app.register.assessments import queries as assessments
from app.register.consultations import queries
from tests.support import assessments as make
from tests.support.cast import Cast
from tests.support.database import on_sqlite
from tests.support.live import Tab

pytestmark = on_sqlite  # what a page does does not hang on the database

PARTS = (*make.PARTS, "people", "views")


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()
    page.wait_for_load_state()


def _choose(page: Page, label: str, group: str = "") -> None:
    """Choose a radio as people do: by its words."""
    where = page.get_by_role("group", name=group) if group else page.get_by_role("main")
    where.locator(".choice__label").get_by_text(label, exact=True).click()


def _assess(tab: Tab, session: Session, cast: Cast) -> None:
    page, review = tab.page, make.review_day(session).isoformat()
    session.commit()
    tab.sign_in(cast.helen)
    tab.go("/desk/assessments/new")
    page.get_by_label("Which practice?").select_option("vans")
    page.get_by_label("Who writes it?").fill("E1002")
    _press(page, "Ask for it")
    desk = page.url

    tab.sign_in(cast.tom)
    tab.go("/assessments")
    page.get_by_role("link", name="Where the vans are").click()
    for name in PARTS:
        page.locator(f"#{name}").fill(f"About {name}.")
    _choose(page, "Yes", group="Were the people")
    _press(page, "Save what I wrote")
    page.get_by_label("What could go wrong").fill("It is read.")
    _choose(page, "Low", group="How likely")
    page.get_by_label("What is done about it").fill("A lock.")
    _choose(page, "Low", group="What risk remains")
    _press(page, "Add this risk")
    _press(page, "Hand it in")

    tab.sign_in(cast.helen)
    page.goto(desk)
    _choose(page, "Go ahead")
    page.get_by_label("Your advice").fill("Good.")
    _press(page, "Sign the evaluation")
    tab.sign_in(cast.daniel)
    page.goto(desk)
    _choose(page, "Go ahead")
    page.get_by_label("When is the next review?").fill(review)
    _press(page, "Sign the validation")
    _press(page, "Publish the assessment")


def _consult(tab: Tab, session: Session, cast: Cast) -> None:
    page, today = tab.page, queries.today(session)
    session.commit()
    tab.sign_in(cast.helen)
    tab.go("/desk/consultations/new")
    page.get_by_label("About which practice?").select_option("vans")
    page.get_by_label("Title").fill("Vans")
    _press(page, "Prepare it")
    page.get_by_label("What is proposed").fill("A box in each van.")
    _press(page, "Save the proposal")
    page.get_by_label("First day").fill(today.isoformat())
    page.get_by_label("Last day").fill((today + timedelta(days=14)).isoformat())
    _press(page, "Open the consultation")

    tab.sign_in(cast.amara)
    tab.go("/have-your-say")
    page.get_by_role("main").get_by_role("link", name="Vans", exact=True).click()
    page.get_by_label("Your comment").fill("Switch it off at night.")
    _choose(page, "Without my name")
    _press(page, "Send my comment")
    expect(page.get_by_role("main")).to_contain_text("Your comment is sent.")

    tab.sign_in(cast.ewan)
    tab.go("/reps")
    page.get_by_role("main").get_by_role("link", name="Vans", exact=True).first.click()
    _choose(page, "We do not agree")
    page.get_by_label("In your words").fill("Locks come first.")
    _press(page, "Give this answer")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_representative_dissents_and_everyone_sees_it(
    open_tab: Callable[..., Tab], session: Session, cast: Cast, scripts: bool
) -> None:
    make.a_draft(session)
    tab = open_tab(scripts=scripts)
    page = tab.page
    _assess(tab, session, cast)
    session.commit()
    assert assessments.approved_for(session, "vans") is not None
    session.commit()
    _consult(tab, session, cast)

    session.expire_all()
    make.closed(session, queries.read(session, "vans").row)
    session.commit()
    tab.sign_in(cast.helen)
    tab.go("/desk/consultations/vans")
    for label in ("What we heard", "What we decided", "Why"):
        page.get_by_label(label, exact=True).fill("All of it.")
    _choose(page, "Not agreed: the representatives dissent")
    _press(page, "Publish the answer")

    tab.sign_in(cast.jo)
    tab.go("/consultations/vans")
    expect(page.get_by_role("main")).to_contain_text("Not agreed: the representatives dissent")
    expect(page.get_by_role("main")).to_contain_text("Locks come first.")
    tab.assert_accessible()
    session.commit()
