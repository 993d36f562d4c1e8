"""``/desk/more-people``: from the refusal to a second officer's yes."""

from uuid import uuid4

import pytest
from sqlmodel import Session

from app.cases import service as cases
from app.cases.allowances.rules import SUBJECTS_A_DAY
from app.cases.models import Purpose
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.looks import a_register
from tests.support.make import a_person

WHY = {"purpose": "answer-question", "ticket": "Q-2207"}
REASON = "A leak at the depot: each of the crew asks what was seen."


def test_a_second_officer_lets_an_officer_look_at_more_people(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    a_register(session)
    for number in range(SUBJECTS_A_DAY):
        person = a_person(session, f"E2{number:03}", f"Person {number}")
        case = cases.open_case(
            session,
            cast.helen,
            person,
            purpose=Purpose.ANSWER_QUESTION,
            ticket="Q",
            form_key=uuid4(),
        )
        cases.look(session, cast.helen, person, case)
    session.commit()
    browser.sign_in(cast.helen)
    draft = browser.visit("/desk/looks/new?person=E1001")
    refused = browser.submit(draft, "Show the sentence", status=422, **WHY)
    assert "needs a second officer's approval" in refused.main

    form = browser.click(refused, "Ask a second officer to allow more")
    assert "You have looked at the data of 25 people in 24 hours" in form.main
    browser.submit(form, "Ask for approval", more="3", reason=REASON, approver=str(cast.daniel.id))

    another_browser.sign_in(cast.daniel)
    asked = another_browser.visit("/approvals")
    asked = another_browser.click(asked, "Looks at 3 more people")
    assert REASON in asked.main
    assert "25 people; 25 are allowed now" in asked.main
    decision = another_browser.click(asked, "Decide")
    another_browser.submit(decision, "Record my decision", decision="approve")

    preview = browser.submit(browser.visit(draft.url), "Show the sentence", **WHY)
    assert browser.submit(preview, "Write this and look").heading == "Amara Okafor"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"more": "0"}, "Enter a number from 1 to 100."),
        ({"more": "101"}, "Enter a number from 1 to 100."),
        ({"more": "-1"}, "Enter a number."),
        ({"more": "many"}, "Enter a number."),
        ({"more": "٣"}, "Enter a number."),
        ({"reason": "because"}, "Say why, in 20 to 600 letters."),
        ({"approver": ""}, "Choose who decides."),
    ],
)
def test_a_wrong_form_says_so_and_keeps_what_was_typed(
    browser: Browser, cast: Cast, typed: dict[str, str], said: str
) -> None:
    browser.sign_in(cast.helen)
    right = {"more": "3", "reason": REASON, "approver": str(cast.daniel.id)}
    form = browser.visit("/desk/more-people")

    wrong = browser.submit(form, "Ask for approval", status=422, **right | typed)

    assert said in wrong.main
    browser.submit(wrong, "Ask for approval", **right)
