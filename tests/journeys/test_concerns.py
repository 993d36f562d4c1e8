"""A concern in confidence in a real browser, whose name is opened by the book; with and without
scripts.

She raises it page by page; an officer takes it, acknowledges it and gives it to another, who does
not learn the name; that one says why it is needed, a third decides, and she reads all of it.
"""

import re
from collections.abc import Callable

import pytest
from sqlmodel import Session

from tests.journeys.test_deciding import Story
from tests.support.cast import Cast
from tests.support.concerns import WHY, a_third_officer
from tests.support.consent import a_choice, offer
from tests.support.database import on_sqlite
from tests.support.live import Tab
from tests.support.looks import PRACTICES

pytestmark = on_sqlite  # what a page does does not hang on the database

NAME = "Amara Okafor"


def _raise(story: Story) -> str:
    story.as_(story.cast.amara, "/concerns")
    story.sees("You have not raised a concern.")
    story.examine()
    story.follow("Raise a concern")
    story.examine()
    story.choose("Only one person in the privacy team may know my name")
    story.press("Continue")
    story.examine()
    story.choose("A person’s conduct")
    story.fill(person="Samir Haddad")
    story.press("Continue")
    story.examine()
    story.fill(what="He reads our chats aloud.", wish="He should stop.")
    story.press("Continue")
    story.sees("Only one person in the privacy team may know my name", "Samir Haddad")
    story.examine()
    story.press("Send my concern")
    story.sees("Received", "Nobody. The first officer who takes your concern will.")
    story.examine()
    story.tab.assert_fits()
    found = re.search(r"CON-\w{4}-\w{4}", story.page.url)
    assert found
    return found[0]


def _taken_and_given_on(story: Story, reference: str) -> None:
    story.as_(story.cast.helen, "/desk/concerns?view=unassigned")
    story.sees("Confidential reporter")
    story.page.goto(f"/desk/concerns/{reference}")
    story.sees("Whoever takes it is the one person who learns who raised it.")
    story.examine()
    story.press("Take it")
    story.sees(NAME, "He reads our chats aloud.", "Samir Haddad")
    story.examine()
    story.press("Send this")
    story.follow("Give it to an officer")
    story.sees("The reporter’s name does not go with it.")
    story.page.locator("#to").select_option(label="Daniel Osei")
    story.fill(reason="I am away.")
    story.press("Give it")
    story.sees("is open to Daniel Osei alone")


def _asks_for_the_name(story: Story, reference: str) -> None:
    story.as_(story.cast.daniel, f"/desk/concerns/{reference}")
    story.sees("Confidential reporter", "He reads our chats aloud.")
    assert NAME not in story.page.content()
    story.examine()
    story.follow("Ask for the name")
    story.examine()
    story.fill(reason=WHY)
    story.page.locator("#approver").select_option(label="Mei Tanaka")
    story.press("Ask for approval")
    story.sees("Who raised", reference)
    assert NAME not in story.page.content()


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 390)])
def test_a_confidential_name_is_opened_by_the_book(
    open_tab: Callable[..., Tab], session: Session, cast: Cast, scripts: bool, width: int
) -> None:
    mei = a_third_officer(session)
    offer(session, cast, a_choice(), *PRACTICES)
    story = Story(open_tab(scripts=scripts, width=width), session, cast, scripts)

    reference = _raise(story)
    _taken_and_given_on(story, reference)
    _asks_for_the_name(story, reference)

    story.as_(mei, "/approvals")
    story.follow(f"Who raised {reference}")
    story.follow("Decide")
    story.sees("You do not learn the name.")
    assert NAME not in story.page.content()
    story.examine()
    story.choose("I approve exactly this")
    story.press("Record my decision")

    story.as_(story.cast.daniel, f"/desk/concerns/{reference}")
    story.sees(NAME)
    story.follow("Write the answer")
    story.choose("Upheld")
    story.fill(text="He did, and it has stopped.")
    story.press("Send the answer")

    story.as_(story.cast.amara, "/updates")
    story.sees("Your name in a confidential concern was opened to an officer.")
    story.page.goto(f"/concerns/{reference}")
    story.sees("You were right", "Your name was opened to Daniel Osei", "Mei Tanaka decided it.")
    story.sees(WHY)
    story.examine()
    story.tab.assert_fits()
    story.follow("Not happy with the answer")
    story.sees("Ewan Galbraith", "the Information Commissioner")
    story.examine()
    story.page.goto("/looked")
    story.sees("Helen Marsh", "Daniel Osei")
