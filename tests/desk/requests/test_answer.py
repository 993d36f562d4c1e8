"""``…/answer``: one officer writes it, another approves exactly these words, and looks are told."""

from uuid import uuid4

import pytest
from sqlmodel import Session

from app.access_log import portal
from app.access_log import queries as log
from app.access_log.errors import LogUnavailableError
from app.identity.people.models import Person
from app.identity.roles.models import Role
from app.subject_requests import queries, service
from app.subject_requests.handling import service as handling
from app.subject_requests.models import Outcome, SubjectRequest
from app.subject_requests.progress.rules import Status
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.make import a_person
from tests.support.requests import a_request, propose, taken

SHOW, ASK = "Show the letter", "Ask for approval"

REFUSED = {"outcome": "refused", "reason": "It is about others."}


def answer_of(request: SubjectRequest) -> str:
    return f"/desk/requests/{request.reference}/answer"


def looks(session: Session, person: Person) -> list[tuple[str, str]]:
    session.expire_all()
    return [(look.accessor.name or "", look.purpose) for look in log.entries_about(session, person)]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"outcome": ""}, "Choose the outcome."),
        ({"answer": " "}, "Write the answer."),
        ({"outcome": "refused", "reason": ""}, "Say why not everything is granted."),
        ({"outcome": "partly", "reason": ""}, "Say why not everything is granted."),
        ({"approver": ""}, "Choose an officer."),
        ({"answer": "x" * 4001}, "Write up to 4,000 letters."),
    ],
)
def test_an_answer_without_its_words_is_refused(
    browser: Browser, session: Session, cast: Cast, typed: dict[str, str], said: str
) -> None:
    request = taken(session, cast.amara, cast.helen)
    browser.sign_in(cast.helen)
    page = browser.visit(answer_of(request))
    right = {
        "outcome": "refused",
        "reason": "It is about others.",
        "answer": "Here it is.",
        "approver": str(cast.daniel.id),
    }
    wrong = browser.submit(page, SHOW, status=422, **right | typed)
    assert said in wrong.main
    shown = browser.submit(wrong, SHOW, **right)
    assert "This is what Amara Okafor will read" in shown.main


def test_a_second_officer_approves_the_exact_words_and_both_looks_are_told(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    request = taken(session, cast.amara, cast.helen)
    browser.sign_in(cast.helen)
    page = browser.click(browser.visit(f"/desk/requests/{request.reference}"), "Release")
    page = browser.click(page, "Refuse the request instead")
    typed = {"outcome": "refused", "answer": "None of it.", "reason": "Some is about others."}
    shown = browser.submit(page, SHOW, approver=str(cast.daniel.id), **typed)
    assert "go to court" in shown.main
    assert "Some is about others." in shown.main
    asked = browser.submit(shown, ASK, text="None of it.\n\nYou can complain.")
    again = browser.submit(shown, ASK, text="None of it.\n\nYou can complain.")
    assert again.url == asked.url
    waiting = browser.visit(f"/desk/requests/{request.reference}")
    assert "Next: Daniel Osei decides" in waiting.main

    another_browser.sign_in(cast.daniel)
    assert request.reference in another_browser.visit("/desk/requests?view=approval").main
    page = another_browser.visit(asked.url)
    decision = another_browser.click(page, "Decide")
    assert "None of it." in decision.main
    another_browser.submit(decision, "Record my decision", decision="approve")

    session.expire_all()
    story = queries.own(session, cast.amara, request.reference)
    assert story.standing.outcome is Outcome.REFUSED
    assert story.events[-1].text == "None of it.\n\nYou can complain."
    assert story.events[-1].reason == "Some is about others."
    told = looks(session, cast.amara)
    assert told.count(("Daniel Osei", "second-check")) == 3
    assert ("Helen Marsh", "answer-request") in told


def test_what_was_sent_back_is_written_again(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    request = taken(session, cast.amara, cast.helen)
    approval = propose(session, request, cast.helen, cast.daniel)
    another_browser.sign_in(cast.daniel)
    decision = another_browser.visit(f"/approvals/{approval.reference}/decision")
    sent_back = {"decision": "send-back", "note": "Say until when."}
    another_browser.submit(decision, "Record my decision", **sent_back)
    browser.sign_in(cast.helen)
    page = browser.visit(f"/desk/requests/{request.reference}")
    assert "Say until when." in page.main
    page = browser.visit(answer_of(request))
    assert "Say until when." in page.main
    right = {
        "outcome": "refused",
        "reason": "It is about others.",
        "answer": "Until May.",
        "approver": str(cast.daniel.id),
    }
    assert "This is what" in browser.submit(page, SHOW, **right).main


def test_only_who_may_approve_is_offered_and_taken(
    browser: Browser, session: Session, cast: Cast
) -> None:
    a_person(session, "E1020", "Petra Novak", Role.OFFICER)  # Tom's manager
    request = taken(session, cast.tom, cast.helen)
    browser.sign_in(cast.helen)
    page = browser.visit(answer_of(request))
    assert page.texts("#approver option") == ["Choose an officer", "Daniel Osei"]
    right = {**REFUSED, "answer": "Here."}
    for nobody in (cast.helen, cast.tom):
        shown = browser.submit(page, SHOW, approver=str(nobody.id), **right)
        browser.submit(shown, ASK, status=403)
    shown = browser.submit(page, SHOW, approver=str(cast.daniel.id), **right)
    assert browser.submit(shown, ASK).status == 200


def test_what_has_ended_is_not_answered_again(
    browser: Browser, session: Session, cast: Cast
) -> None:
    request = taken(session, cast.amara, cast.helen)
    browser.sign_in(cast.helen)
    page = browser.visit(answer_of(request))
    service.withdraw(session, request, cast.amara, form_key=uuid4())
    right = {
        "outcome": "refused",
        "reason": "It is about others.",
        "answer": "Here.",
        "approver": str(cast.daniel.id),
    }
    refused = browser.submit(page, SHOW, status=409, **right)
    assert "This request was withdrawn." in refused.main
    session.expire_all()
    story = queries.own(session, cast.amara, request.reference)
    assert story.standing.status is Status.WITHDRAWN
    open_ = a_request(session, cast.jo)
    handling.take(session, open_, cast.helen)
    assert "This is what" in browser.submit(browser.visit(answer_of(open_)), SHOW, **right).main


def test_without_the_log_the_second_officer_reads_no_byte(
    browser: Browser, session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = taken(session, cast.amara, cast.helen)
    approval = propose(session, request, cast.helen, cast.daniel, text="A canary sings.")
    url = f"/approvals/{approval.reference}"
    browser.sign_in(cast.daniel)

    def away(*_arguments: object) -> None:
        raise LogUnavailableError

    with monkeypatch.context() as patch:
        patch.setattr(portal, "record_in", away)
        for page in (url, f"{url}/decision"):
            assert "canary" not in browser.visit(page, status=503).response.text
    assert looks(session, cast.amara) == []
    assert "A canary sings." in browser.visit(url).main
