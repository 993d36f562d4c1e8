"""A person's own requests: the list, how far each is, and what she can do about it."""

import re
from datetime import timedelta

import pytest
from sqlmodel import Session

from app.core import clock
from app.core.db.base import new_id
from app.subject_requests import service
from app.subject_requests.asking.rules import Asked
from app.subject_requests.by_hand import service as by_hand
from app.subject_requests.handling import service as handling
from app.subject_requests.models import Channel, Kind, Outcome, SubjectRequest
from app.subject_requests.progress.rules import Status
from tests.support.browser import Browser, Page
from tests.support.cast import Cast
from tests.support.consent import a_choice, offer
from tests.support.looks import PRACTICES
from tests.support.requests import (
    MONDAY,
    a_request,
    approve,
    at,
    by_post,
    paused,
    propose,
    propose_extension,
    taken,
)


def _page(browser: Browser, session: Session, cast: Cast, request: SubjectRequest) -> Page:
    session.commit()
    browser.sign_in(cast.amara)
    return browser.visit(f"/requests/{request.reference}")


def test_who_asked_for_nothing_is_told_what_she_can_ask_for(
    browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.amara)
    page = browser.visit("/requests")
    assert "You have not asked for anything yet." in page.main
    cards = page.texts(".link-cards a")
    assert len(cards) == len(Kind) == 8
    for card, kind in zip(page.soup.select(".link-cards a"), Kind, strict=True):
        start = browser.visit(str(card["href"]))
        assert start.heading == "Make a request"
        assert start.one("input[name=type]")["value"] == kind.value


def test_the_list_has_open_ones_first_with_their_stage_and_day(
    browser: Browser, session: Session, cast: Cast
) -> None:
    offer(session, cast, a_choice(), *PRACTICES)
    with clock.set_to(MONDAY):
        a_request(session, cast.amara, Kind.COMPLAINT)
        ended = at(session, Status.WITHDRAWN, cast)
        paused(session, cast.amara, cast.helen)
        session.commit()
        browser.sign_in(cast.amara)
        page = browser.visit("/requests")
    assert page.texts(".ledger__title") == ["Open", "Ended"]
    stages = page.texts(".ledger .tag")
    assert sorted(stages[:2]) == ["Paused", "Received"]
    assert stages[2] == "Taken back"
    assert page.soup.select(".ledger__head a")[-1]["href"].endswith(ended.reference)
    assert "30 days left" in page.main


@pytest.mark.parametrize("status", list(Status))
def test_each_stage_says_how_far_it_is_and_what_comes_next(
    browser: Browser, session: Session, cast: Cast, status: Status
) -> None:
    told = {
        Status.RECEIVED: ("30 days left", "We must answer by Wednesday 1 July 2026"),
        Status.WAITING: ("Not started", "starts when you have shown"),
        Status.IN_PROGRESS: ("30 days left", "Helen Marsh handles it."),
        Status.PAUSED: ("The clock is stopped", "Which mailbox do you mean?"),
        Status.APPROVED: ("On its way", "It is sent to you."),
        Status.ANSWERED: ("Our answer: Refused", "Here it is."),
        Status.WITHDRAWN: ("Taken back", "On Monday 1 June 2026."),
        Status.CLOSED: ("We closed this request", "Open it again"),
    }
    with clock.set_to(MONDAY):
        request = at(session, status, cast)
        page = _page(browser, session, cast, request)
    for words in told[status]:
        assert words in page.main
    assert request.reference in page.main
    changes = status in {Status.RECEIVED, Status.WAITING, Status.IN_PROGRESS, Status.PAUSED}
    is_open = changes or status is Status.APPROVED
    assert bool(page.texts("a[href$='/withdraw']")) == is_open
    assert bool(page.texts("a[href$='/change']")) == changes
    assert bool(page.soup.select(".steps")) == (status not in {Status.WITHDRAWN, Status.CLOSED})


def test_the_day_is_explained_step_by_step(browser: Browser, session: Session, cast: Cast) -> None:
    with clock.set_to(MONDAY):
        request = paused(session, cast.amara, cast.helen)
    with clock.set_to(MONDAY + timedelta(days=2)):
        service.write(session, request, cast.amara, "My own.", form_key=new_id())
        page = _page(browser, session, cast, request)
        assert "We must answer by Friday 3 July 2026" in page.main
        assert "We paused the clock for 2 days" in page.main
        assert "So the day moved from 1 July to 3 July." in page.main
        assert "Why we paused it on 1 June: There are two." in page.main
        assert page.main.count("My own.") == 1
        assert "The clock started again." in page.main
        approve(session, propose_extension(session, request, cast.helen, cast.daniel), cast.daniel)
        page = _page(browser, session, cast, request)
    assert "Why it takes longer: Five systems" in page.main
    assert "Daniel Osei approved it." in page.main


def test_of_a_complaint_the_page_says_that_it_was_acknowledged_too_late(
    browser: Browser, session: Session, cast: Cast
) -> None:
    with clock.set_to(MONDAY):
        request = by_hand.file_by_hand(
            session,
            cast.daniel,
            cast.amara,
            Kind.COMPLAINT,
            Asked(details="Nobody answers."),
            received_on=MONDAY.date(),
            channel=Channel.POST,
            form_key=new_id(),
        )
        handling.take(session, request, cast.helen)
        handling.ask_for_proof(session, request, cast.helen, text="Show it.", reason="-")
        page = _page(browser, session, cast, request).main
        assert "The clock starts when" not in page
        assert "We must tell you that we look into it by Wednesday 1 July 2026" in page
    late = "We should have told you by 1 July that we look into it."
    with clock.set_to(MONDAY + timedelta(days=45)):
        assert f"We are late. {late}" in _page(browser, session, cast, request).main
        handling.acknowledge(session, request, cast.helen, text="We look into it.")
        assert f"We were late. {late}" in _page(browser, session, cast, request).main
        handling.confirm_proof(session, request, cast.helen)
        approve(session, propose(session, request, cast.helen, cast.daniel), cast.daniel)
        said = "We were late: we should have told you by 1 July that we look into it."
        assert said in _page(browser, session, cast, request).main


def test_late_is_said_in_our_own_words_with_the_ways_out(
    browser: Browser, session: Session, cast: Cast
) -> None:
    with clock.set_to(MONDAY):
        request = taken(session, cast.amara, cast.helen)
    with clock.set_to(MONDAY + timedelta(days=33)):
        page = _page(browser, session, cast, request)
        assert "We are late. We should have answered by 1 July." in page.main
        assert "3 days late" in page.main
        assert "Nothing was written down for 33 days." in page.main
        assert "the Information Commissioner (ico.org.uk)" in page.main
        page = browser.visit(f"/requests/{request.reference}/complain")
        page = browser.submit(page, "Send my complaint", status=422)
        assert "Say what went wrong." in page.text
        page = browser.submit(page, "Send my complaint", text="Nobody answers.")
        assert page.heading == "A complaint to your employer"
        assert "We must tell you that we look into it by Tuesday 4 August 2026" in page.main
        page = browser.click(page, request.reference)
        assert page.heading == "A copy of your data"


def test_she_writes_changes_and_takes_back(browser: Browser, session: Session, cast: Cast) -> None:
    request = taken(session, cast.amara, cast.helen)
    page = _page(browser, session, cast, request)
    page = browser.submit(page, "Send message", status=422)
    assert "Write your message." in page.text
    page = browser.submit(page, "Send message", text="How is it going?")
    assert "Your message is sent." in page.text
    page = browser.click(page, "Change what you asked for")
    page = browser.submit(page, "Send my change", status=422)
    page = browser.submit(page, "Send my change", text="Only e-mail.")
    assert "You changed what you asked for" in page.main
    page = browser.click(page, "Withdraw this request")
    page = browser.submit(page, "Withdraw my request")
    assert "Your request is taken back." in page.text
    again = browser.visit(f"/requests/{request.reference}/withdraw", status=409)
    assert "This request was withdrawn." in again.text


def test_a_closed_request_is_opened_again(browser: Browser, session: Session, cast: Cast) -> None:
    request = at(session, Status.CLOSED, cast)
    page = browser.submit(_page(browser, session, cast, request), "Open it again")
    assert "Your request is open again." in page.text
    page = browser.submit(page, "Send my answer", text="My own.")
    assert page.texts(".status-line .tag") == ["In progress"]


def test_a_refusal_says_why_and_where_to_go(browser: Browser, session: Session, cast: Cast) -> None:
    request = taken(session, cast.amara, cast.helen)
    approve(
        session,
        propose(session, request, cast.helen, cast.daniel, outcome=Outcome.REFUSED),
        cast.daniel,
    )
    page = _page(browser, session, cast, request)
    assert "Our answer: Refused" in page.main
    assert "Why not everything: Some of it is about others." in page.main
    assert "or go to court" in page.main


def test_an_answer_that_came_late_stays_late(
    browser: Browser, session: Session, cast: Cast
) -> None:
    with clock.set_to(MONDAY):
        request = taken(session, cast.amara, cast.helen)
        in_time = taken(session, cast.amara, cast.helen)
        approve(session, propose(session, in_time, cast.helen, cast.daniel), cast.daniel)
    with clock.set_to(MONDAY + timedelta(days=33)):
        approve(session, propose(session, request, cast.helen, cast.daniel), cast.daniel)
        page = _page(browser, session, cast, request)
        assert "We were late: we should have answered by 1 July." in page.main
        page = _page(browser, session, cast, in_time)
        assert "We had until 1 July." in page.main
        assert "late" not in page.main


def test_the_second_officer_reads_what_the_person_will(
    browser: Browser, session: Session, cast: Cast
) -> None:
    request = taken(session, cast.amara, cast.helen)
    approval = propose_extension(session, request, cast.helen, cast.daniel)
    session.commit()
    browser.sign_in(cast.daniel)
    page = browser.visit(f"/approvals/{approval.reference}")
    assert "It takes until September." in page.main
    assert "Due after the extension" in page.main


def test_what_was_told_leads_to_the_request(browser: Browser, session: Session, cast: Cast) -> None:
    request = by_post(session, cast.helen, cast.amara)
    handling.take(session, request, cast.helen)
    handling.ask_for_proof(session, request, cast.helen, text="Show your badge.", reason="-")
    session.commit()
    browser.sign_in(cast.amara)
    updates = browser.visit("/updates")
    assert "We need something from you before we can begin" in updates.main
    links = [str(a["href"]) for a in updates.soup.select("a[href^='/requests/']")]
    assert set(links) == {f"/requests/{request.reference}"}
    page = browser.visit(links[0])
    assert re.search(r"Helen Marsh wrote down your request", page.main)


@pytest.mark.parametrize("who", ["tom", "helen", "daniel"])
def test_anothers_request_is_not_there(
    browser: Browser, session: Session, cast: Cast, who: str
) -> None:
    request = taken(session, cast.amara, cast.helen)
    session.commit()
    browser.sign_in(vars(cast)[who])
    for path in ("", "/change", "/withdraw", "/complain"):
        browser.visit(f"/requests/{request.reference}{path}", status=404)
    browser.sign_in(cast.amara)
    browser.visit(f"/requests/{request.reference}")
