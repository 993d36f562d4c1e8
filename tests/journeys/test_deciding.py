"""From a draft to in use, through all three people and a consultation that ends in dissent.

An officer writes the draft, its owner the assessment; two officers sign it; people are consulted;
a representative dissents; a second officer approves; and everyone reads “not agreed”, for the
fourteen days before it starts and while it is in use.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session

from app.core import clock
from app.identity.people.models import Person
from app.register.assessments import queries as assessments
from app.register.consultations import queries
from app.register.drafting.rows import rules as rows
from tests.support import assessments as make
from tests.support.cast import Cast
from tests.support.database import on_sqlite
from tests.support.live import Tab
from tests.support.register import a_practice

pytestmark = on_sqlite  # what a page does does not hang on the database

DRAFT = "/desk/register/vans"
PARTS = (*make.PARTS, "people", "views")
NOT_WRITTEN = {"checks", "choice", "performance", "leaves"}


@dataclass
class Story:
    """One window that each person uses in turn, and the rows that pages write into."""

    tab: Tab
    session: Session
    cast: Cast
    scripts: bool

    @property
    def page(self) -> Page:
        return self.tab.page

    def as_(self, person: Person, path: str = "") -> None:
        """Go on as this person, at a page of the portal or of an address kept before."""
        self.session.commit()
        self.tab.sign_in(person)
        if path:
            self.page.goto(path)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_load_state()

    def follow(self, name: str) -> None:
        self.page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()
        self.page.wait_for_load_state()

    def choose(self, label: str, group: str | re.Pattern[str] = "") -> None:
        """Choose a radio as people do: by its words."""
        main = self.page.get_by_role("main")
        where = self.page.get_by_role("group", name=group) if group else main
        where.locator(".choice__label").get_by_text(label, exact=True).click()

    def fill(self, **fields: str) -> None:
        for label, text in fields.items():
            self.page.locator(f"#{label}").fill(text)

    def examine(self) -> None:
        """That what is shown is accessible, where scripts run: the examiner is one."""
        if self.scripts:
            self.tab.assert_accessible()

    def sees(self, *words: str) -> None:
        for each in words:
            expect(self.page.get_by_role("main")).to_contain_text(each)


def _write(story: Story, row: str, values: dict[str, Any]) -> None:
    """Fill the form of one row, whatever its controls are."""
    story.page.goto(f"{DRAFT}/edit/{row}")
    for name, text in rows.written(row, values).items():
        control = story.page.locator(f"[name='{name}']").first
        tag = control.evaluate("e => e.tagName + ' ' + e.type")
        if tag.startswith("SELECT"):
            control.select_option(text)
        elif tag.endswith("checkbox"):
            control.check(force=True)
        elif tag.endswith("radio"):
            story.page.locator(f"[name='{name}'][value='{text}']").check(force=True)
        else:
            control.fill(text)
    story.press("Save")


def _draft(story: Story) -> None:
    story.as_(story.cast.helen, "/desk/register/new")
    story.fill(title="Where the vans are", code="vans", owner="E1002")
    story.page.locator("#kind").select_option("vehicle")
    story.page.locator("#area").select_option("buildings-and-vehicles")
    story.press("Begin")
    values = a_practice(id="vans", title="Where the vans are", kind="vehicle")
    for row in rows.ROWS:
        if row not in NOT_WRITTEN:
            _write(story, row, values)
    story.press("Send to the impact check")
    story.sees("no approved assessment is on record")
    story.examine()


def _write_assessment(story: Story) -> None:
    story.follow("Ask for an assessment")
    story.page.get_by_label("Who writes it?").fill("E1002")
    story.press("Ask for it")

    story.as_(story.cast.tom, "/assessments")
    story.follow("Where the vans are")
    for name in PARTS:
        story.page.locator(f"#{name}").fill(f"About {name}.")
    story.choose("Yes", re.compile("Were the people"))
    story.press("Save what I wrote")
    story.page.get_by_label("What could go wrong").fill("It is read.")
    story.choose("Low", re.compile("How likely"))
    story.page.get_by_label("What is done about it").fill("A lock.")
    story.choose("Low", re.compile("What risk remains"))
    story.press("Add this risk")
    story.press("Hand it in")


def _sign_assessment(story: Story) -> None:
    under_way = assessments.under_way(story.session)[0].reference
    review = make.review_day(story.session).isoformat()
    desk = f"/desk/assessments/{under_way}"
    story.as_(story.cast.helen, desk)
    story.examine()
    story.choose("Go ahead")
    story.page.get_by_label("Your advice").fill("Good.")
    story.press("Sign the evaluation")
    story.sees("Another privacy officer validates it.")

    story.as_(story.cast.daniel, desk)
    story.choose("Go ahead")
    story.page.get_by_label("When is the next review?").fill(review)
    story.press("Sign the validation")
    story.examine()
    story.press("Publish the assessment")

    today = assessments.today(story.session).isoformat()
    story.as_(story.cast.helen, DRAFT)
    _fill_in_checks(story, {"checks.checked_on": today, "checks.next_review": review})
    story.press("Send to consultation")
    story.sees("no consultation is on record")


def _fill_in_checks(story: Story, typed: dict[str, str]) -> None:
    """What is on record stands there already; the rest is typed."""
    story.page.goto(f"{DRAFT}/edit/checks")
    for name, text in typed.items():
        story.page.locator(f"[name='{name}']").fill(text)
    story.press("Save")


def _consult(story: Story) -> None:
    today = queries.today(story.session)
    story.session.commit()
    story.follow("Consult, or say why not")
    story.page.get_by_label("Title").fill("Vans")
    story.press("Prepare it")
    story.page.get_by_label("What is proposed").fill("A box in each van.")
    story.press("Save the proposal")
    story.examine()
    story.page.get_by_label("First day").fill(today.isoformat())
    story.page.get_by_label("Last day").fill((today + timedelta(days=14)).isoformat())
    story.press("Open the consultation")

    story.as_(story.cast.amara, "/have-your-say")
    story.follow("Vans")
    story.sees("Proposed data facts", "Your position, every 2 minutes")
    story.page.get_by_label("Your comment").fill("Switch it off at night.")
    story.choose("Without my name")
    story.press("Send my comment")
    story.sees("Your comment is sent.")


def _dissent(story: Story) -> None:
    story.as_(story.cast.ewan, "/reps")
    story.follow("Vans")
    if "formal-response" not in story.page.url:
        story.follow("Give the formal answer")
    story.choose("We do not agree")
    story.page.get_by_label("In your words").fill("Locks come first.")
    story.press("Give this answer")

    story.session.expire_all()
    make.closed(story.session, queries.read(story.session, "vans").row)
    story.as_(story.cast.helen, "/desk/consultations/vans")
    story.examine()
    for label in ("What we heard", "What we decided", "Why"):
        story.page.get_by_label(label, exact=True).fill("All of it.")
    story.choose("Not agreed: the representatives dissent")
    story.press("Publish the answer")


def _publish(story: Story) -> None:
    story.page.goto(DRAFT)
    _fill_in_checks(story, {"checks.consultation.text": "The representatives do not agree."})
    story.press("Mark as ready to publish")
    story.follow("Ask to publish")
    story.page.get_by_label("What changes, in one sentence").fill("is recorded while it drives.")
    story.page.get_by_label("Why it changes").fill("Two vans were stolen.")
    story.choose("Yes", re.compile("collect or use more"))
    story.choose("No, a new version")
    story.page.get_by_label("Who decides").select_option(label="Daniel Osei, Privacy officer")
    story.page.get_by_label("What they need to know").fill("The dissent is published.")
    story.press("Ask for approval")

    story.as_(story.cast.daniel, story.page.url)
    story.follow("Decide")
    story.page.get_by_text("I approve exactly this").click()
    story.press("Record my decision")
    story.sees("Approved")


def _a_fortnight_passes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For everybody, the portal's own threads among them: what is new starts no earlier."""
    ahead = folder / "ahead"
    ahead.write_text(str(timedelta(days=14).total_seconds()))
    monkeypatch.setattr(clock, "_offset_file", [ahead])


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_practice_comes_into_use_by_three_people_and_over_a_dissent_that_everyone_sees(
    open_tab: Callable[..., Tab],
    session: Session,
    cast: Cast,
    scripts: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    story = Story(open_tab(scripts=scripts), session, cast, scripts)
    _draft(story)
    _write_assessment(story)
    _sign_assessment(story)
    _consult(story)
    _dissent(story)
    _publish(story)

    session.expire_all()
    signed = assessments.published(session)[0].reference
    story.as_(cast.amara, "/collected/vans")
    story.sees("Planned", "Not agreed", "Not in use yet.")
    _a_fortnight_passes(tmp_path, monkeypatch)
    for person in (cast.jo, cast.amara, cast.ewan):
        story.as_(person, "/collected/vans")
        story.sees("In use", "Not agreed")
        story.follow("Read the consultation")
        story.sees("Not agreed: the representatives dissent", "Locks come first.")
    story.page.goto("/collected/vans")
    story.follow(f"Read impact assessment {signed}")
    story.sees("Tom Whitlock", "Helen Marsh", "Daniel Osei")
    story.examine()
