"""An objection in a real browser: filed on a practice's page, weighed, upheld, and read.

With and without scripts: she sees at once that the practice is not to be used, an officer writes
the balancing and cannot answer before it is whole, a second officer approves it.
"""

import re
from collections.abc import Callable

import pytest
from sqlmodel import Session

from app.subject_requests import queries
from app.subject_requests.outcomes.models import Result
from tests.journeys.test_deciding import Story
from tests.support.cast import Cast
from tests.support.database import on_sqlite
from tests.support.live import Tab
from tests.support.outcomes import a_house

pytestmark = on_sqlite  # what a page does does not hang on the database

WORDS = {
    "reasons": "Help must come quickly.",
    "effect": "She is seen on her way home.",
    "measures": "It stops when the call-out ends.",
}


def _object(story: Story) -> str:
    story.as_(story.cast.amara, "/collected/location")
    story.follow("Object to this")
    story.examine()
    story.fill(text="I drive home from my last call-out.")
    story.press("Send my objection")
    story.sees("Not to be used while we check this, since", "Location in the field app")
    story.examine()
    found = re.search(r"REQ-\w{4}-\w{4}", story.page.url)
    assert found
    story.page.goto("/collected/location")
    story.sees("Not to be used while we check this, since", found[0])
    story.examine()
    return found[0]


def _weigh(story: Story, reference: str) -> None:
    story.as_(story.cast.helen, "/desk/objections")
    story.sees("1 objection waits for an answer.", "Location in the field app")
    story.examine()
    story.follow(reference)
    story.press("Take it")
    story.sees("Next: write down what is decided", "Not to be used while we check this")
    story.follow("Answer")
    story.sees("Choose what was decided, on the page of the outcome, before you answer.")
    story.follow("Write the outcome")
    story.examine()
    story.choose("Objection upheld")
    story.fill(reasons=WORDS["reasons"])
    story.press("Keep this outcome")
    lacks = "the effect it has, what we do about the effect."
    story.sees(f"The outcome still needs: {lacks}")
    story.fill(effect=WORDS["effect"], measures=WORDS["measures"])
    story.press("Keep this outcome")
    story.sees("The outcome is complete.")
    story.examine()
    story.tab.assert_fits()


def _answer(story: Story) -> str:
    story.follow("Write the answer")
    story.sees("Objection upheld", *WORDS.values())
    story.examine()
    story.fill(answer="You are right, and we stop it.")
    story.page.locator("#approver").select_option(label="Daniel Osei")
    story.press("Show the letter")
    story.sees("This is what Amara Okafor will read", *WORDS.values())
    story.press("Ask for approval")
    return story.page.url


def _approve(story: Story, url: str) -> None:
    story.as_(story.cast.daniel, url)
    story.sees("Objection upheld", *WORDS.values())
    story.follow("Decide")
    story.examine()
    story.page.get_by_text("I approve exactly this").click()
    story.press("Record my decision")
    story.sees("Approved")


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 390)])
def test_an_objection_is_filed_weighed_and_upheld(
    open_tab: Callable[..., Tab], session: Session, cast: Cast, scripts: bool, width: int
) -> None:
    a_house(session)
    story = Story(open_tab(scripts=scripts, width=width), session, cast, scripts)
    reference = _object(story)
    _weigh(story, reference)
    _approve(story, _answer(story))

    story.as_(cast.amara, f"/requests/{reference}")
    story.sees("Our answer: Objection upheld", "You are right, and we stop it.", *WORDS.values())
    story.sees("Not to be used, since")
    story.examine()
    story.tab.assert_fits()
    session.expire_all()
    told = queries.own(session, cast.amara, reference)
    assert told.standing.result == Result.UPHELD
