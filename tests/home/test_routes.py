from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from app.core import clock
from app.core.db.base import new_id
from app.pledges.models import Act
from app.register.file import service as register
from app.subject_requests import service
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.consent import a_choice
from tests.support.looks import (
    FRIDAY,
    HR_RECORD,
    a_register,
    a_source,
    amaras_november,
    report,
)
from tests.support.pledges import WHAT, a_pledge, came
from tests.support.register import a_file, a_practice
from tests.support.requests import pause, taken


@pytest.mark.parametrize("path", ["/welcome", "/verify", "/this-site", "/accessibility"])
def test_pages_for_everybody_need_nobody_signed_in(browser: Browser, path: str) -> None:
    assert browser.get(path).heading


def test_the_first_page_tells_the_month(browser: Browser, session: Session, cast: Cast) -> None:
    a_register(session)
    a_source(session)
    session.commit()
    report(*amaras_november())
    with clock.set_to(FRIDAY):
        browser.sign_in(cast.amara, previous_visit_on=FRIDAY.date() - timedelta(days=14))
        page = browser.visit("/")

    assert page.heading == "Your data at a glance"
    assert "Friday 20 November 2026" in page.main
    assert "since you last looked, on 6 November" in page.main
    assert "people looked at your data this month" in page.main
    assert "Priya Raman" in page.texts(".access-sentence")[0]
    assert "Three things to do first" not in page.main


def test_a_first_visit_says_what_to_do_first(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.amara)

    page = browser.visit("/")

    assert "Nobody has looked at your data this month" in page.main
    assert "Three things to do first" in page.main


def test_another_persons_looks_are_not_on_ones_first_page(
    browser: Browser, session: Session, cast: Cast
) -> None:
    a_register(session)
    a_source(session)
    session.commit()
    report(*amaras_november())
    with clock.set_to(FRIDAY):
        browser.sign_in(cast.jo)
        assert "Priya" not in browser.visit("/").response.text
        browser.sign_in(cast.amara)
        assert "Priya" in browser.visit("/").response.text


def test_search_finds_pages_and_practices_but_nobody(
    browser: Browser, session: Session, cast: Cast
) -> None:
    a_register(session)
    browser.sign_in(cast.amara)
    page = browser.visit("/search")

    assert "Your HR record" in browser.submit(page, "Search", q="HR").main
    assert "Settings" in browser.submit(page, "Search", q="settings").main
    assert "Nothing matches “Lindqvist”" in browser.submit(page, "Search", q="Lindqvist").main
    assert browser.submit(page, "Search", q="x" * 101).heading == "Search"


def test_open_requests_stand_on_the_first_page_and_wait_for_her_answer(
    browser: Browser, session: Session, cast: Cast
) -> None:
    request = taken(session, cast.amara, cast.helen)
    session.commit()
    browser.sign_in(cast.amara)
    page = browser.visit("/")
    assert "days left." in page.main
    assert "Answer our question" not in page.main
    pause(session, request, cast.helen)
    session.commit()
    page = browser.click(browser.visit("/"), "Answer our question about your request")
    assert request.reference in page.main
    service.withdraw(session, request, cast.amara, form_key=new_id())
    session.commit()
    assert "Your request" not in browser.visit("/").main


def test_what_is_her_choice_is_counted_apart(
    browser: Browser, session: Session, cast: Cast
) -> None:
    register.take_in(session, a_file(a_choice(), a_practice(), HR_RECORD))
    browser.sign_in(cast.amara)
    told = browser.get("/").one("section[aria-labelledby=kinds]").get_text(" ", strip=True)
    for row in ("Everyone who works here 1", "Because of your work or place 1", "Your choice 1"):
        assert row in told
    assert "Kinds of data in total 3" in told
    browser.sign_in(cast.ines)
    told = browser.get("/").one("section[aria-labelledby=kinds]").get_text(" ", strip=True)
    assert "Because of your work" not in told


@pytest.mark.parametrize(("changed", "said"), [(3, ""), (5, "1 more has changed.")])
def test_changes_that_do_not_fit_are_counted_and_linked(
    browser: Browser, session: Session, cast: Cast, changed: int, said: str
) -> None:
    browser.sign_in(cast.amara)
    nothing = browser.get("/")
    assert "See every change" not in nothing.main
    kinds = (HR_RECORD | {"id": f"kind-{n}", "title": f"Kind {n}"} for n in range(changed))
    register.take_in(session, a_file(*kinds))
    with clock.set_to(datetime(2026, 1, 20, 9, tzinfo=UTC)):
        browser.sign_in(cast.amara)
        page = browser.get("/")
        assert len(page.texts(".change-list > *")) == min(changed, 4)
        assert said in page.main
        assert ("more has changed" in page.main) is bool(said)
        listed = browser.click(page, "See every change")
    assert all(f"Kind {n}" in listed.main for n in range(changed))


def test_the_promise_kept_last_stands_beside_what_people_said(
    browser: Browser, session: Session, cast: Cast
) -> None:
    with clock.set_to(FRIDAY):
        unsaid = a_pledge(session, cast.helen, cast.tom, what="Something nobody asked for")
        came(session, unsaid, cast.daniel, Act.KEPT)
        pledge = a_pledge(session, cast.helen, cast.tom, said="Nobody tells us when.")
        came(session, pledge, cast.daniel, Act.PROGRESS)
        session.commit()
        browser.sign_in(cast.amara)
        assert "You said, we did" not in browser.get("/").main

        came(session, pledge, cast.daniel, Act.KEPT)
        session.commit()
        page = browser.get("/")
        assert f"You said, we did “Nobody tells us when.” {WHAT} , kept on" in page.main
        assert browser.click(page, WHAT).status == 200

        came(session, pledge, cast.daniel, Act.REOPENED)
        session.commit()
        assert "You said, we did" not in browser.get("/").main


def test_sections_follow_the_roles(browser: Browser, cast: Cast) -> None:
    seen = {}
    for person in (cast.amara, cast.helen, cast.viktor):
        browser.sign_in(person)
        seen[person.name] = browser.visit("/").texts(".navigation__link")

    own = ["Home", "What’s collected", "Who looked", "Your choices", "Requests"]
    everyone = [*own, "Have your say", "Learn"]
    assert seen["Amara Okafor"] == everyone
    assert seen["Helen Marsh"] == [*everyone, "Workbench"]
    assert seen["Viktor Lang"] == [*everyone, "Admin"]
    browser.sign_in(cast.helen)
    assert browser.visit("/desk").texts(".navigation__link") == [
        "Workbench",
        "Register",
        "Impact assessments",
        "Consultations",
        "Insights",
        "My own data",
    ]
    here = browser.visit("/desk/consultations").texts(".navigation__link[aria-current]")
    assert here == ["Consultations"]
