"""The officers' pages of surveys: what they refuse, and then the same done rightly."""

import pytest
from sqlmodel import Session, select

from app.surveys.models import Survey, SurveyChange
from tests.support import surveys
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.surveys import HELPED


def test_a_survey_of_too_few_says_so_where_approval_is_asked(
    browser: Browser, session: Session, cast: Cast
) -> None:
    surveys.a_draft(session, cast, HELPED)
    cast.priya.active = False
    browser.sign_in(cast.helen)
    page = browser.visit("/desk/surveys/autumn-pulse/approval")
    asked = {"approver": str(cast.daniel.id), "reason": "It is autumn."}
    wrong = browser.submit(page, "Ask for approval", status=422, **asked)
    assert "Fewer than 10 people would be asked" in wrong.main
    cast.priya.active = True
    page = browser.submit(wrong, "Ask for approval", **asked)
    assert "Autumn pulse" in page.main
    desk = browser.visit("/desk/surveys/autumn-pulse")
    assert "A second officer is asked to approve it." in desk.main


def test_a_workplace_is_one_of_the_list(browser: Browser, session: Session, cast: Cast) -> None:
    session.commit()
    browser.sign_in(cast.helen)
    page = browser.visit("/desk/surveys/new")
    said = {"title": "Autumn pulse", "lead": "To know.", "q1": "Do you get help?"}
    wrong = browser.submit(page, "Save the draft", status=422, place="nowhere", **said)
    assert "Choose a workplace from the list." in wrong.main
    kept = browser.submit(wrong, "Save the draft", place=cast.amara.establishment)
    assert kept.heading == "Autumn pulse"
    assert session.exec(select(Survey.place)).one() == cast.amara.establishment


def test_what_was_changed_is_written_once_it_is_closed(
    browser: Browser, session: Session, cast: Cast
) -> None:
    survey = surveys.opened(session, cast, HELPED)
    browser.sign_in(cast.helen)
    key = "0193a000-0000-7000-8000-000000000001"
    said = {"text": "Two more vans.", "practice": "no-such-practice", "form_key": key}
    browser.post("/desk/surveys/autumn-pulse/changes", said, status=409)
    surveys.closed(session, survey)
    for _twice in range(2):
        browser.post("/desk/surveys/autumn-pulse/changes", said)
    change = session.exec(select(SurveyChange)).one()
    assert (change.text, change.practice_id) == ("Two more vans.", None)
    browser.post("/desk/surveys/autumn-pulse/changes", said | {"text": "Three."}, status=409)


@pytest.mark.parametrize("part", ["edit", "approval", "words"])
def test_no_page_of_the_workbench_has_a_number_of_an_open_survey(
    browser: Browser, session: Session, cast: Cast, part: str
) -> None:
    survey = surveys.opened(session, cast)
    surveys.answered(session, survey, cast.everyone[:7], text="More vans.")
    browser.sign_in(cast.helen)
    shown = browser.get("/desk/surveys/autumn-pulse").main
    assert "nobody can close it early" in shown
    assert "answered" not in shown.replace("how many have answered", "")
    browser.get(f"/desk/surveys/autumn-pulse/{part}", status=403 if part == "words" else 200)
    browser.post("/desk/surveys/autumn-pulse/editing", status=409)
