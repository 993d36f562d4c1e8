"""Asking page by page: saved, gone back to, come back to, and filed once."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from app.core import clock
from app.subject_requests.asking import service
from app.subject_requests.models import (
    Delivery,
    Format,
    Kind,
    SubjectRequest,
    SubjectRequestDraft,
)
from tests.support.browser import Browser, Page
from tests.support.cast import Cast
from tests.support.consent import a_choice, offer
from tests.support.looks import PRACTICES
from tests.support.requests import a_request

START = "/requests/new"


@pytest.fixture
def amara(browser: Browser, session: Session, cast: Cast) -> Browser:
    """Amara's browser, where the register is filled."""
    offer(session, cast, a_choice(), *PRACTICES)
    session.commit()
    browser.sign_in(cast.amara)
    return browser


def _begin(browser: Browser, kind: Kind) -> Page:
    page = browser.submit(browser.visit(START), "Start")
    assert page.heading == "What do you want to ask for?"
    return browser.submit(page, "Continue", type=kind.value)


def _filed(session: Session) -> list[SubjectRequest]:
    session.expire_all()
    return list(session.exec(select(SubjectRequest).order_by(col(SubjectRequest.filed_at))))


def _drafts(session: Session) -> list[SubjectRequestDraft]:
    session.expire_all()
    return list(session.exec(select(SubjectRequestDraft)))


def test_a_copy_is_asked_for_in_five_pages(amara: Browser, session: Session) -> None:
    page = _begin(amara, Kind.ACCESS)
    assert page.heading == "Which data is it about?"
    page = amara.submit(page, "Continue", what="chosen", **{"data-location": "true"})
    assert page.heading == "From when do you want it?"
    page = amara.submit(page, "Continue", period="chosen", since="2026-01-01", until="2026-03-31")
    assert page.heading == "How do you want to get it?"
    page = amara.submit(page, "Continue", format="both", delivery="portal")
    assert page.heading == "Anything else we need to know?"
    page = amara.submit(page, "Continue", details="From the vans too.", access_needs="Large print.")
    assert page.heading == "Check your answers"
    for told in ("1 January 2026 to 31 March 2026", "From the vans too.", "Large print."):
        assert told in page.main

    page = amara.submit(page, "Send my request")

    assert page.heading == "A copy of your data"
    assert "Your request is with the privacy team." in page.text
    (request,) = _filed(session)
    assert request.scope == {"what": "chosen", "practices": ["location"]}
    assert (str(request.since), str(request.until)) == ("2026-01-01", "2026-03-31")
    assert (request.format, request.delivery) == (Format.BOTH, Delivery.PORTAL)
    assert request.reference in page.text
    assert not _drafts(session)


@pytest.mark.parametrize(
    ("kind", "headings"),
    [
        (Kind.RECTIFICATION, ["Which data is it about?", "What is wrong, and what is right?"]),
        (
            Kind.ERASURE,
            [
                "Which data is it about?",
                "From when do you want it?",
                "What do you want us to delete?",
            ],
        ),
        (Kind.RESTRICTION, ["Which data is it about?", "Anything else we need to know?"]),
        (Kind.OBJECTION, ["Which data is it about?", "Anything else we need to know?"]),
        (
            Kind.PORTABILITY,
            [
                "Which data is it about?",
                "From when do you want it?",
                "Anything else we need to know?",
            ],
        ),
        (
            Kind.HUMAN_REVIEW,
            ["Which data is it about?", "Which decision, and why do you want another look?"],
        ),
        (Kind.COMPLAINT, ["What went wrong?"]),
    ],
)
def test_questions_that_make_no_sense_are_not_asked(
    amara: Browser, session: Session, kind: Kind, headings: list[str]
) -> None:
    answers = {
        "Which data is it about?": {"what": "unsure"},
        "From when do you want it?": {"period": "all"},
    }
    page = _begin(amara, kind)
    seen = []
    while page.heading != "Check your answers":
        seen.append(page.heading)
        typed = answers.get(page.heading, {"details": "It is not so."})
        page = amara.submit(page, "Continue", **typed)
    amara.submit(page, "Send my request")
    assert seen == headings
    assert [request.kind for request in _filed(session)] == [kind]


def test_a_draft_waits_for_whoever_comes_back(amara: Browser, session: Session, cast: Cast) -> None:
    page = _begin(amara, Kind.ACCESS)
    page = amara.submit(page, "Save and come back later", **{"data-location": "true"})
    assert page.heading == "Requests"
    assert "Saved for 30 days." in page.text

    amara.sign_in(cast.tom)
    assert "You have begun a request." not in amara.visit("/requests").text
    assert amara.visit("/requests/new/data").heading == "Make a request"

    amara.sign_in(cast.amara)
    page = amara.click(amara.visit("/requests"), "Go on with it")
    assert page.heading == "From when do you want it?"
    page = amara.click(page, "Back")
    assert page.soup.select("#data-location[checked]")


def test_back_and_change_keep_what_was_answered(amara: Browser, session: Session) -> None:
    page = _begin(amara, Kind.RESTRICTION)
    page = amara.submit(page, "Continue", what="everything")
    page = amara.submit(page, "Continue", details="While you check.")
    assert page.heading == "Check your answers"
    page = amara.click(page, "Change Data")
    assert page.soup.select("input[value=everything][checked]")
    page = amara.submit(page, "Continue", what="unsure")
    assert "You are not sure which" in page.main
    assert "While you check." in page.main


def test_another_right_asks_again_only_what_it_has_to(amara: Browser) -> None:
    page = _begin(amara, Kind.RESTRICTION)
    page = amara.submit(page, "Continue", what="everything")
    page = amara.submit(page, "Continue", details="")
    page = amara.submit(amara.click(page, "Change You ask for"), "Continue", type="rectification")
    assert page.heading == "Which data is it about?"  # everything is no answer any more
    page = amara.submit(page, "Continue", what="unsure")
    assert page.heading == "What is wrong, and what is right?"
    page = amara.submit(page, "Continue", details="My name.")
    assert page.heading == "Check your answers"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose what data you want."),
        ({"what": "chosen"}, "Choose what data you want."),
        ({"what": "all of it"}, "Choose what data you want."),
    ],
)
def test_a_fault_keeps_what_was_typed(
    amara: Browser, session: Session, typed: dict[str, str], said: str
) -> None:
    _begin(amara, Kind.ACCESS)
    page = amara.post("/requests/new/data", typed, status=422)
    assert said in page.text
    page = amara.post("/requests/new/data", {"what": "unsure"})
    assert page.location == "/requests/new/dates"
    page = amara.post(
        "/requests/new/dates",
        {"period": "chosen", "since": "2026-05-02", "until": "2026-05-01"},
        status=422,
    )
    assert "The first day is after the last." in page.text
    assert page.soup.select("input[value='2026-05-02']")
    page = amara.post("/requests/new/dates", {"period": "year"})
    assert page.location == "/requests/new/format"


def test_pressing_twice_files_once(amara: Browser, session: Session) -> None:
    page = _begin(amara, Kind.COMPLAINT)
    page = amara.submit(page, "Continue", details="Nobody answers.")
    key = page.one("input[name=form_key]")["value"]
    first = amara.post("/requests", {"form_key": key})
    again = amara.post("/requests", {"form_key": key})
    assert first.location == again.location
    assert len(_filed(session)) == 1
    stale = amara.post("/requests", {"form_key": "0b5e4c1e-6f3a-7c57-9d55-3f6b0d5a7c11"})
    assert stale.location == "/requests/new"


def test_nothing_is_sent_before_every_page_is_answered(amara: Browser, session: Session) -> None:
    _begin(amara, Kind.ACCESS)
    (draft,) = _drafts(session)
    page = amara.post("/requests", {"form_key": str(draft.form_key)})
    assert page.location == "/requests/new/data"
    assert not _filed(session)
    assert amara.get("/requests/new/check", status=303).location == "/requests/new/data"
    amara.get("/requests/new/no-such-page", status=404)


def test_a_second_request_for_the_same_is_told_and_still_possible(
    amara: Browser, session: Session, cast: Cast
) -> None:
    open_ = a_request(session, cast.amara, Kind.RESTRICTION)
    session.commit()
    page = _begin(amara, Kind.RESTRICTION)
    page = amara.submit(page, "Continue", what="unsure")
    page = amara.submit(page, "Continue")
    assert "You already have an open request for the same data." in page.main
    assert page.link(f"Add to {open_.reference}").endswith(f"/{open_.reference}/change")
    amara.submit(page, "Send my request")
    assert len(_filed(session)) == 2


def test_a_link_from_a_practice_answers_the_first_questions(amara: Browser) -> None:
    page = amara.visit("/requests/new?type=rectification&practice=location")
    page = amara.submit(page, "Start")
    assert page.heading == "What is wrong, and what is right?"
    page = amara.visit("/requests/new?type=nonsense&practice=nothing&more=yes")
    page = amara.submit(page, "Start again")
    assert page.heading == "What do you want to ask for?"


def test_what_nobody_goes_on_with_is_forgotten(
    amara: Browser, session: Session, cast: Cast
) -> None:
    _begin(amara, Kind.ACCESS)
    with clock.set_to(clock.now() + timedelta(days=29)):
        service.forget_old(session)
        assert len(_drafts(session)) == 1
    with clock.set_to(clock.now() + timedelta(days=31)):
        service.forget_old(session)
    assert not _drafts(session)
    session.commit()
    _begin(amara, Kind.ACCESS)
    page = amara.submit(amara.visit("/requests"), "Delete it what you had written")
    assert "What you had written is deleted." in page.text
    assert not _drafts(session)


def test_the_last_twelve_months_end_today(amara: Browser, session: Session) -> None:
    page = _begin(amara, Kind.ERASURE)
    page = amara.submit(page, "Continue", what="everything")
    page = amara.submit(page, "Continue", period="year")
    page = amara.submit(page, "Continue", details="My old photos.")
    amara.submit(page, "Send my request")
    (request,) = _filed(session)
    assert request.since is not None
    assert request.until == request.received_on
    assert (request.until - request.since).days in {365, 366}
