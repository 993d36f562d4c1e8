"""Whose work is measured may say what is wrong with the description, without a name."""

from uuid import uuid4

import pytest
from sqlmodel import Session, select

from app.core.errors import NotFoundError
from app.register.comments import queries, service
from app.register.comments.models import PracticeComment
from app.register.file import service as register
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.insert_only import assert_insert_only
from tests.support.register import a_file, a_practice

MEASURED = {
    "id": "goals",
    "title": "Goals",
    "kind": "performance",
    "figures": "individual",
    "scope": {},
    "performance": {
        "targets": ["What you agreed"],
        "how": "By examples.",
        "meetings": "Four a year.",
        "record": "You and your manager write it.",
        "support": "Training.",
        "seen_by": "You and your manager.",
        "missed": "A talk.",
    },
}
WORDS = "The record leaves out what I said."


@pytest.fixture(autouse=True)
def measured(session: Session, cast: Cast) -> None:
    elsewhere = a_practice(**MEASURED | {"id": "elsewhere", "scope": {"units": ["Nowhere"]}})
    register.take_in(session, a_file(a_practice(**MEASURED), elsewhere, a_practice()))
    session.commit()


def test_a_comment_is_read_by_the_desk_without_a_name(
    browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.amara)
    page = browser.click(browser.visit("/collected/goals"), "Comment on this")
    assert "You and your manager write it." in page.main
    page = browser.submit(page, "Send my comment", text=WORDS)
    assert "Your comment is with the privacy team, without your name." in page.main
    assert "about version 1" in page.main
    assert WORDS in page.main

    browser.sign_in(cast.helen)
    desk = browser.get("/desk/comments")

    assert WORDS in desk.main
    assert "Amara" not in desk.text
    browser.sign_in(cast.jo)
    assert WORDS not in browser.get("/collected/goals/comments").main


@pytest.mark.parametrize("text", ["", "   ", "a" * 2001])
def test_too_little_or_too_much_is_refused(
    browser: Browser, session: Session, cast: Cast, text: str
) -> None:
    browser.sign_in(cast.amara)
    page = browser.visit("/collected/goals/comments")
    page = browser.submit(page, "Send my comment", status=422, text=text)
    assert session.exec(select(PracticeComment)).all() == []

    browser.submit(page, "Send my comment", text="a" * 2000)

    assert [each.text for each in queries.heard(session)] == ["a" * 2000]


def test_only_what_measures_ones_own_work_is_open_to_comments(
    browser: Browser, session: Session, cast: Cast
) -> None:
    for slug in ("elsewhere", "location", "nothing"):
        with pytest.raises(NotFoundError):
            service.open_to(session, cast.amara, slug)
    browser.sign_in(cast.amara)
    assert "Comment on this" not in browser.get("/collected/elsewhere").main
    assert "Comment on this" not in browser.get("/collected/location").main

    assert service.open_to(session, cast.amara, "goals").id == "goals"


def test_a_double_click_writes_once(session: Session, cast: Cast) -> None:
    practice, key = service.open_to(session, cast.amara, "goals"), uuid4()
    first = service.write(session, cast.amara, practice, text=WORDS, form_key=key)
    assert service.write(session, cast.amara, practice, text=WORDS, form_key=key).id == first.id
    with pytest.raises(service.AnotherFormError):
        service.write(session, cast.amara, practice, text="Other words.", form_key=key)

    service.write(session, cast.amara, practice, text="Other words.", form_key=uuid4())
    assert [each.text for each in queries.of(session, cast.amara, "goals")] == [
        "Other words.",
        WORDS,
    ]


def test_a_comment_stays_as_it_was_written(session: Session, cast: Cast) -> None:
    practice = service.open_to(session, cast.amara, "goals")
    service.write(session, cast.amara, practice, text=WORDS, form_key=uuid4())
    session.commit()
    assert_insert_only(session, "practice_comment", "SET text = 'All is well.'")
