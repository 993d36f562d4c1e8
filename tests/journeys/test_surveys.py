"""A survey in a real browser, from the draft to results of which small ones are hidden; with and
without scripts.

Helen writes it, Daniel opens it, Amara answers on its pages and twenty-five others beside her; it
closes, Helen goes through what people wrote, and Tom, who manages Amara, reads what everybody does.
"""

from collections.abc import Callable

import pytest
from sqlmodel import Session, select

from app.surveys import service
from app.surveys.models import Survey
from tests.journeys.test_deciding import Story
from tests.support import surveys
from tests.support.cast import Cast
from tests.support.database import on_sqlite
from tests.support.live import Tab

pytestmark = on_sqlite  # what a page does does not hang on the database

MARKUP = "<img src=x onerror=alert(1)> \u0430 torch"  # a Cyrillic letter
HELP = "Do you get the help you need?"


def _opened(story: Story) -> None:
    story.as_(story.cast.helen, "/desk/surveys")
    story.sees("No survey yet.")
    story.page.get_by_role("main").get_by_role("link", name="Prepare a survey").click()
    story.examine()
    story.fill(title="Autumn pulse", lead="To know what to change first.", q1=HELP)
    story.fill(q2="When do you work?", options2="Days\nNights", q3="What would help?")
    story.page.locator("#kind2").select_option("options")
    story.page.locator("#kind3").select_option("words")
    story.page.locator("#cross1").select_option("1-2")
    story.press("Save the draft")
    story.sees("Being prepared")
    story.examine()
    story.follow("Ask for approval")
    story.examine()
    story.page.locator("#approver").select_option(label="Daniel Osei")
    story.fill(reason="It is autumn.")
    story.press("Ask for approval")

    story.as_(story.cast.daniel, "/approvals")
    story.follow("Autumn pulse")
    story.sees("What would help?", "Results show only when 10 or more people answer.")
    story.examine()
    story.follow("Decide")
    story.choose("I approve exactly this")
    story.press("Record my decision")


def _answered(story: Story) -> None:
    story.as_(story.cast.amara, "/updates")
    story.sees("A short survey is open.")
    story.page.goto("/have-your-say")
    story.examine()
    story.follow("Autumn pulse")
    story.sees("Results show only when 10 or more people answer.", "nobody sees any result")
    story.examine()
    story.tab.assert_fits()
    story.follow("Start")
    story.sees("Question 1 of 3", "Results show only when 10 or more people answer.")
    story.examine()
    story.choose("Mostly")
    story.press("Continue")
    story.press("Skip")
    story.fill(a3="More vans.")
    story.examine()
    story.press("Continue")
    story.sees("Mostly", "Skipped", "More vans.")
    story.examine()
    story.press("Go through them again")
    story.press("Continue")
    story.choose("Nights")
    story.press("Continue")
    story.press("Continue")
    story.tab.assert_fits()
    story.press("Send my answers")
    story.sees("Your answers are in.")
    story.examine()


def _closed(story: Story) -> None:
    session, cast = story.session, story.cast
    survey = session.exec(select(Survey)).one()
    session.refresh(survey)
    rest = [each for each in cast.everyone if each is not cast.amara]
    surveys.answered(session, survey, rest, 3, MARKUP)
    more = surveys.queries.to_be_asked(session, survey)
    others = [each for each in more if each not in cast.everyone]
    surveys.answered(session, survey, others[:13], 1)
    story.page.goto("/surveys/autumn-pulse/results")
    story.sees("There are no results yet.")
    service.close(session, survey)
    session.commit()


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 390)])
def test_a_survey_from_its_draft_to_results(
    open_tab: Callable[..., Tab], session: Session, cast: Cast, scripts: bool, width: int
) -> None:
    surveys.people(session, 15)
    story = Story(open_tab(scripts=scripts, width=width), session, cast, scripts)
    executed: list[str] = []
    story.page.on("dialog", lambda dialog: executed.append(dialog.message))

    _opened(story)
    _answered(story)
    _closed(story)

    story.as_(story.cast.helen, "/desk/surveys/autumn-pulse")
    story.press("Edit them myself")
    story.examine()
    for _text in range(10):
        story.page.get_by_role("button", name="Keep it like this").first.click()
        story.page.wait_for_load_state()
    story.press("Publish them")
    story.fill(text="Two more vans since Monday.")
    story.press("Publish this")
    story.examine()

    story.as_(story.cast.tom, "/have-your-say")
    story.follow("Autumn pulse")
    story.sees("23 people answered.", "Two more vans since Monday.", MARKUP)
    story.sees("“Not shown” stands for fewer than 10 people")
    story.examine()
    story.tab.assert_fits()
    assert not executed
