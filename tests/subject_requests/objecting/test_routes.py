"""Objecting from a practice's own page: a request like any other, and what it keeps from use."""

from sqlmodel import Session

from app.subject_requests import queries
from app.subject_requests.asking.rules import Scope, What, scope_of
from app.subject_requests.models import Kind
from app.subject_requests.outcomes.models import Result
from app.subject_requests.restrictions import queries as restrictions
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.outcomes import a_house, answer, filed

OBJECT, WHERE = "Send my objection", "/collected/location/objection"


def test_an_objection_is_a_request_and_keeps_the_practice_out_of_use(
    browser: Browser, session: Session, cast: Cast
) -> None:
    a_house(session)
    browser.sign_in(cast.amara)
    page = browser.click(browser.visit("/collected/location"), "Object to this")
    assert "It is narrow." in page.main
    wrong = browser.submit(page, OBJECT, status=422, text="x" * 4001)
    assert "Write up to 4,000 letters." in wrong.main
    shown = browser.submit(wrong, OBJECT, text="I live on my route.")
    again = browser.submit(wrong, OBJECT, text="I live on my route.")
    assert again.url == shown.url
    assert "An objection" in shown.heading
    assert "Not to be used while we check this, since" in shown.main

    [story] = queries.all_own(session, cast.amara)
    assert story.request.kind is Kind.OBJECTION
    assert scope_of(story.request.scope) == Scope(What.CHOSEN, ("location",))
    practice = browser.visit("/collected/location")
    assert "Not to be used while we check this, since" in practice.text
    assert story.request.reference in practice.text
    assert story.request.reference in browser.visit("/requests").main
    assert "You have already objected to this" in browser.visit(WHERE).main

    browser.sign_in(cast.ewan)
    assert "Not to be used" not in browser.visit("/collected/location").text


def test_one_cannot_object_to_what_rests_on_something_else(
    browser: Browser, session: Session, cast: Cast
) -> None:
    a_house(session)
    browser.sign_in(cast.amara)
    for path in ("/collected/driving-tips/objection", "/collected/made-up/objection"):
        browser.get(path, status=404)
    browser.sign_in(cast.jo)  # it does not apply to her
    browser.get(WHERE, status=404)
    browser.sign_in(cast.amara)
    assert browser.get(WHERE).status == 200


def test_the_desk_lists_open_objections_without_a_name(
    browser: Browser, session: Session, cast: Cast
) -> None:
    a_house(session)
    ended = filed(session, cast.ewan, cast.helen, Kind.OBJECTION, "location")
    answer(session, ended, cast, Result.UPHELD)
    filed(session, cast.ewan, cast.helen, Kind.ERASURE, "location")
    browser.sign_in(cast.amara)
    browser.submit(browser.visit(WHERE), OBJECT, text="I live on my route.")
    [story] = queries.open_own(session, cast.amara)
    reference = story.request.reference
    browser.sign_in(cast.helen)
    desk = browser.visit("/desk/objections")
    assert "1 objection waits for an answer." in desk.main
    assert "Location in the field app" in desk.main
    assert "Amara" not in desk.text
    assert "route" not in desk.main
    assert browser.click(desk, reference).url.endswith(f"/desk/requests/{reference}")


def test_what_was_lifted_or_is_another_persons_is_not_shown(
    browser: Browser, session: Session, cast: Cast
) -> None:
    a_house(session)
    filed(session, cast.ewan, cast.helen, Kind.RECTIFICATION, "location")
    assert restrictions.open_of(session, cast.amara, "location") == []
    browser.sign_in(cast.amara)
    assert "Not in use for you" not in browser.visit("/collected/location").text
    browser.sign_in(cast.ewan)
    assert "Not in use for you" in browser.visit("/collected/location").text
