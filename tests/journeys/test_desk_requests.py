"""A request through the officers' desk, in a real browser: taken, paused, restarted, answered.

A second officer approves the exact words; whoever asked reads them, and each look at her request.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import Session

from app.demo.fill import REGISTER
from app.register.file import service as register
from app.subject_requests import queries
from app.subject_requests.models import Act, Kind
from app.subject_requests.progress.rules import Status
from tests.journeys.test_deciding import Story
from tests.support.answers import a_source, work
from tests.support.cast import Cast
from tests.support.database import on_sqlite
from tests.support.live import Tab
from tests.support.requests import a_request, acts

pytestmark = on_sqlite  # what a page does does not hang on the database

OPENED = (
    "Helen Marsh, privacy officer, opened your portal profile and rights request to answer the"
    " request you made."
)
CHECKED = "Daniel Osei, privacy officer, opened your rights request to check the answer before you"
FOCUSED = """() => {
  const e = document.activeElement;
  return e.matches('a, button') ? e.textContent.trim().replace(/\\s+/g, ' ') : e.id;
}"""


def _ask(story: Story) -> str:
    story.as_(story.cast.amara, "/requests")
    story.follow("Get a copy")
    story.press("Start")
    story.page.locator("main label:text-is('Everything you hold')").click()
    story.press("Continue")
    story.page.locator("main label:text-is('Since I joined')").click()
    story.press("Continue")
    for label in ("To read", "Here, after signing in"):
        story.page.locator(f"main label:text-is('{label}')").click()
    story.press("Continue")
    story.page.get_by_label("In your words").fill("From the vans too.")
    story.press("Continue")
    story.press("Send my request")
    found = re.search(r"REQ-\w{4}-\w{4}", story.page.url)
    assert found
    return found[0]


def _take(story: Story) -> None:
    story.as_(story.cast.helen, "/desk")
    story.follow("1 request has no officer yet")
    story.examine()
    story.sees("Nobody")
    story.page.locator("#requests a").click()
    story.sees("Take it")
    story.examine()
    story.press("Take it")
    story.sees("Amara Okafor", "“From the vans too.”", "Next: ask the sources")
    story.examine()


def _stop_and_restart(story: Story) -> None:
    story.follow("Pause the clock")
    story.choose("It is unclear what they ask for")
    story.fill(question="Which vans do you mean?", reason="We hold 40 of them.")
    story.press("Show the letter and the date")
    story.sees("This is what Amara Okafor will read", "Which vans do you mean?")
    story.examine()
    story.press("Send this and stop the clock")
    story.sees("The clock is stopped until it is answered.")
    story.examine()
    story.fill(text="She rang: the two at Leith.")
    story.press("Show the new date")
    story.sees("Before you write it down")
    story.press("Write this down and restart the clock")
    story.sees("The clock runs again.")


def _answer(story: Story) -> str:
    story.follow("Release")
    story.examine()
    story.follow("Refuse the request instead")
    story.examine()
    story.choose("Refused")
    story.fill(answer="Here is where the two vans were.", reason="One drive was not yours.")
    story.page.locator("#approver").select_option(label="Daniel Osei")
    story.press("Show the letter")
    story.sees("This is what Amara Okafor will read", "One drive was not yours.")
    story.examine()
    story.press("Ask for approval")
    return story.page.url


def _approve(story: Story, url: str) -> None:
    story.as_(story.cast.daniel, "/desk/requests?view=approval")
    story.sees("You decide on the exact words")
    story.page.locator("#requests a").click()
    assert story.page.url == url
    story.sees("Here is where the two vans were.")
    story.examine()
    story.follow("Decide")
    story.page.get_by_text("I approve exactly this").click()
    story.press("Record my decision")
    story.sees("Approved")


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 390)])
def test_two_officers_answer_and_she_reads_the_answer_and_each_look(
    open_tab: Callable[..., Tab], session: Session, cast: Cast, scripts: bool, width: int
) -> None:
    register.take_in(session, REGISTER.read_bytes())
    story = Story(open_tab(scripts=scripts, width=width), session, cast, scripts)
    reference = _ask(story)
    _take(story)
    _stop_and_restart(story)
    _approve(story, _answer(story))

    story.as_(cast.amara, f"/requests/{reference}")
    story.sees("Here is where the two vans were.", "One drive was not yours.")
    story.page.goto("/looked?by=reason")
    story.sees("Answering your request", "Checking the answer to your request")
    told = story.page.request.get("/looked/download?format=json").json()
    sentences = [look["sentence"] for look in told if look.get("case") == reference]
    assert OPENED in sentences
    assert any(each.startswith(CHECKED) for each in sentences)
    assert len(sentences) == len(told) - 1  # beside her own download


class Keys:
    """A window in which nothing but keys is used."""

    def __init__(self, story: Story) -> None:
        self.story, self.keyboard = story, story.page.keyboard

    def go_to(self, name: str) -> None:
        """Tab until what has this name, or this id, has the focus."""
        for _step in range(120):
            self.keyboard.press("Tab")
            if self.story.page.evaluate(FOCUSED) == name:
                return
        raise AssertionError(f"no way to {name} on {self.story.page.url}")

    def press(self, name: str) -> None:
        self.go_to(name)
        with self.story.page.expect_navigation():
            self.keyboard.press("Enter")

    def type(self, field: str, text: str) -> None:
        self.go_to(field)
        self.keyboard.type(text)


def test_an_officer_finishes_a_request_with_the_keyboard_alone(
    open_tab: Callable[..., Tab], session: Session, cast: Cast, tmp_path: Path
) -> None:
    """Queue, case, message, clock, sources, documents, letter, files, the second decision."""
    source = a_source(tmp_path)
    source.fill([("E1001", "2026-10-01", "S", "Swapped with Tom Whitlock.")])
    source.connect(session)
    request = a_request(session, cast.amara)
    reference = request.reference
    story = Story(open_tab(), session, cast, True)
    keys = Keys(story)
    story.as_(cast.helen, "/desk/requests?view=unassigned")
    keys.press(f"Access, {reference}")
    keys.press("Take it")
    keys.press("Messages (0)")
    keys.type("text", "We have begun.")
    keys.press("Send this message")
    keys.press("Clock")
    keys.go_to("ground")
    keys.keyboard.press("Space")
    keys.type("question", "Which vans do you mean?")
    keys.type("reason", "We hold 40 of them.")
    keys.press("Show the letter and the date")
    keys.press("Send this and stop the clock")
    story.sees("The clock is stopped until it is answered.")
    keys.type("text", "The two at Leith.")
    keys.press("Show the new date")
    keys.press("Write this down and restart the clock")
    keys.press("Sources")
    keys.press("Ask them now")
    work(session)
    keys.press("See how far it is now")
    keys.press("Documents (1)")
    keys.press("1. Notes")
    while story.page.get_by_text("What should happen to it?").count():
        keys.press("Save and go to next")
    keys.press("Mark as checked and go to next")
    keys.press("Release")
    keys.press("Write the letter")
    for part in ("purposes", "categories", "recipients", "retention", "source"):
        keys.type(part, "Your absence record.")  # the register of this story is empty
    keys.press("Save the letter")
    keys.press("Put the files together")
    work(session)
    keys.press("See whether they are ready")
    keys.go_to("outcome")
    keys.keyboard.press("Space")
    keys.type("approver", "Daniel")
    keys.press("Ask for approval")
    asked = story.page.url

    story.as_(cast.daniel, asked)
    keys.press("Decide")
    keys.go_to("decision")
    keys.keyboard.press("Space")
    keys.press("Record my decision")

    session.expire_all()
    assert acts(session, request) == [
        Act.RECEIVED,
        Act.TAKEN,
        Act.CLARIFICATION_ASKED,
        Act.CLARIFICATION_ANSWERED,
        Act.SEARCHED,
        Act.ANSWERED,
    ]
    told = queries.own(session, cast.amara, reference)
    assert told.standing.status is Status.ANSWERED
    assert "Here is a copy of the data" in told.events[-1].text
    assert len(told.events[-1].details["enclosed"]) == 64
    assert [message.text for message in told.messages] == ["We have begun."]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_several_are_given_to_an_officer_with_the_keyboard_alone(
    open_tab: Callable[..., Tab], session: Session, cast: Cast, scripts: bool
) -> None:
    given = [a_request(session, person) for person in (cast.amara, cast.jo)]
    references = [request.reference for request in given]
    story = Story(open_tab(scripts=scripts), session, cast, scripts)
    keys = Keys(story)
    story.as_(cast.helen, "/desk/requests?view=unassigned")
    for reference in references:
        keys.go_to(f"picked-{reference}")
        keys.keyboard.press("Space")
    keys.type("to", "Daniel")
    keys.press("Give them")

    session.expire_all()
    for request in given:
        owner_id = queries.story(session, request).standing.owner_id
        assert owner_id == cast.daniel.id


def _hide(story: Story, hidden: bool) -> None:
    """As when another tab is in front."""
    story.page.evaluate(
        "is => Object.defineProperty(document, 'hidden', {get: () => is, configurable: true})",
        hidden,
    )


def test_the_queue_refreshes_itself_and_moves_nothing(
    open_tab: Callable[..., Tab], session: Session, cast: Cast
) -> None:
    first = a_request(session, cast.amara)
    story = Story(open_tab(), session, cast, True)
    story.page.clock.install()
    story.as_(cast.helen, "/desk/requests?view=unassigned")
    keys = Keys(story)
    picked = f"picked-{first.reference}"
    keys.go_to(picked)
    keys.keyboard.press("Space")
    said = story.page.locator("#count").inner_text()

    second = a_request(session, cast.jo)
    session.commit()
    _hide(story, True)
    story.page.clock.fast_forward(61_000)
    story.page.wait_for_timeout(300)
    assert story.page.locator(f"#row-{second.reference}").count() == 0
    _hide(story, False)
    story.page.clock.fast_forward(61_000)
    story.page.locator(f"#row-{second.reference}").wait_for()

    assert story.page.evaluate("document.activeElement.id") == picked
    assert story.page.locator(f"#{picked}").is_checked()
    assert not story.page.locator(f"#picked-{second.reference}").is_checked()
    assert story.page.locator("#count").inner_text() != said
    assert story.page.locator("#count").get_attribute("role") == "status"


def test_the_filter_of_a_queue_is_live_and_works_without_scripts(
    open_tab: Callable[..., Tab], session: Session, cast: Cast
) -> None:
    copy, objection = a_request(session, cast.amara), a_request(session, cast.jo, Kind.OBJECTION)
    for scripts in (True, False):
        story = Story(open_tab(scripts=scripts), session, cast, scripts)
        story.as_(cast.helen, "/desk/requests?view=unassigned")
        story.page.locator("#kind").select_option("objection")
        if not scripts:
            story.press("Show requests")
        story.page.locator(f"#row-{copy.reference}").wait_for(state="detached")
        assert story.page.locator(f"#row-{objection.reference}").count() == 1
        story.page.wait_for_url("**kind=objection**")
        story.sees("1 request is listed.")
