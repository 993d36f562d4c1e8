from datetime import timedelta

import pytest
from sqlmodel import Session

from app.core import clock
from app.core.db.base import new_id
from app.subject_requests import service
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.looks import FRIDAY, a_register, a_source, amaras_november, report
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
