"""``…/clock``: the new day and the letter are shown before anything is saved; refusals in words."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from app.approvals import queries as approvals
from app.approvals.models import Kind as Matter
from app.core import clock
from app.subject_requests.models import Act, Kind, SubjectRequest
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.requests import MONDAY, acts, paused, propose, taken

QUESTION = {"ground": "unclear", "question": "Which mailbox?", "reason": "There are two."}
STOP, RESTART = "Send this and stop the clock", "Write this down and restart the clock"
LETTER = "Show the letter and the date"


def clock_of(request: SubjectRequest, part: str = "") -> str:
    return f"/desk/requests/{request.reference}/clock{part}"


def test_the_clock_is_stopped_after_the_letter_was_shown(
    browser: Browser, session: Session, cast: Cast
) -> None:
    request = taken(session, cast.amara, cast.helen)
    browser.sign_in(cast.helen)
    page = browser.visit(clock_of(request))

    shown = browser.submit(page, LETTER, **QUESTION)
    assert "This is what Amara Okafor will read" in shown.main
    assert "Which mailbox?" in shown.main
    assert "No day is set while the clock is stopped" in shown.main
    assert acts(session, request) == [Act.RECEIVED, Act.TAKEN]

    changed = browser.submit(shown, "Change the words")
    assert "Which mailbox?" in changed.main
    shown = browser.submit(changed, LETTER, question="Which of your mailboxes?")
    done = browser.submit(shown, STOP)
    again = browser.submit(shown, STOP)

    assert "The clock is stopped until it is answered." in done.main
    assert again.heading == "Amara Okafor"
    session.expire_all()
    assert acts(session, request) == [Act.RECEIVED, Act.TAKEN, Act.CLARIFICATION_ASKED]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"ground": ""}, "Choose why you ask."),
        ({"ground": "bored"}, "Choose why you ask."),
        ({"question": " "}, "Write this down"),
        ({"reason": ""}, "Write this down"),
        ({"ground": "format"}, "A question about the format does not stop the clock."),
    ],
)
def test_a_pause_without_its_conditions_is_refused_in_words(
    browser: Browser, session: Session, cast: Cast, typed: dict[str, str], said: str
) -> None:
    request = taken(session, cast.amara, cast.helen)
    approval = propose(session, request, cast.helen, cast.daniel)
    browser.sign_in(cast.helen)
    page = browser.visit(clock_of(request))

    wrong = browser.submit(page, LETTER, status=422, **QUESTION | typed)
    assert said in wrong.main
    assert "Which mailbox?" in wrong.response.text or typed.get("question") == " "
    session.expire_all()
    assert approvals.open_about(session, Matter.SUBJECT_REQUEST, approval.about) is not None
    assert STOP in browser.submit(wrong, LETTER, **QUESTION).main


def test_a_question_after_the_day_and_to_another_right_does_not_pause(
    browser: Browser, session: Session, cast: Cast
) -> None:
    with clock.set_to(MONDAY):
        late = taken(session, cast.amara, cast.helen)
        erasure = taken(session, cast.jo, cast.helen, Kind.ERASURE)
    with clock.set_to(MONDAY + timedelta(days=35)):
        browser.sign_in(cast.helen)
        page = browser.visit(clock_of(late))
        refused = browser.submit(page, LETTER, status=422, **QUESTION)
        other = browser.visit(clock_of(erasure))
    assert "A question after it does not stop the clock." in refused.main
    assert "Only a request for a copy can be paused." in other.main
    assert LETTER not in other.main


def test_an_answer_from_outside_restarts_the_clock_from_its_day(
    browser: Browser, session: Session, cast: Cast
) -> None:
    with clock.set_to(MONDAY):
        request = paused(session, cast.amara, cast.helen)
    with clock.set_to(MONDAY + timedelta(days=10)):
        browser.sign_in(cast.helen)
        page = browser.visit(clock_of(request))
        show = "Show the new date"
        early = browser.submit(page, show, status=422, text="The work one.", on="2026-05-20")
        future = browser.submit(page, show, status=422, text="The work one.", on="2026-06-20")
        shown = browser.submit(page, show, text="The work one.", on="2026-06-05")
        assert acts(session, request)[-1] is Act.CLARIFICATION_ASKED
        done = browser.submit(shown, RESTART)
        browser.submit(shown, RESTART)
    assert "before the request was received" in early.main
    assert "still to come" in future.main
    assert "Monday 6 July 2026" in shown.main  # Sunday 5 July, rolled
    assert "The clock was stopped for 4 days" in shown.main
    assert "The clock runs again." in done.main
    session.expire_all()
    assert acts(session, request).count(Act.CLARIFICATION_ANSWERED) == 1


@pytest.mark.parametrize(
    ("ground", "said"),
    [
        ("", "Choose why it takes longer."),
        ("needs-clarification", "A question to the person is no ground for more time."),
        ("large-volume", "A large amount of data alone is no ground for more time."),
        ("waiting-for-processor", "Waiting for a supplier is no ground for more time."),
    ],
)
def test_what_is_no_ground_for_more_time_is_refused(
    browser: Browser, session: Session, cast: Cast, ground: str, said: str
) -> None:
    request = taken(session, cast.amara, cast.helen)
    browser.sign_in(cast.helen)
    page = browser.visit(clock_of(request, "/extension"))
    typed = {"reason": "Five systems.", "approver": str(cast.daniel.id)}
    assert said in browser.submit(page, LETTER, status=422, ground=ground, **typed).main
    assert "The letter" in browser.submit(page, LETTER, ground="complex", **typed).main


def test_more_time_is_asked_of_a_second_officer_in_the_exact_words(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    with clock.set_to(MONDAY):
        request = taken(session, cast.amara, cast.helen)
        browser.sign_in(cast.helen)
        page = browser.visit(clock_of(request, "/extension"))
        typed = {"reason": "Five systems.", "approver": str(cast.daniel.id), "ground": "complex"}
        shown = browser.submit(page, LETTER, **typed)
        assert "Tuesday 1 September 2026" in shown.main
        assert "We will answer by Tuesday 1 September 2026" in shown.main
        letter = shown.one("textarea").get_text().strip() + "\nHelen"
        asked = browser.submit(shown, "Ask for approval", text=letter)
        assert "nothing happens until it is approved" in asked.main.lower()
        another_browser.sign_in(cast.daniel)
        decision = another_browser.visit(f"{asked.url}/decision")
        assert "The reason: Five systems." in decision.main
        another_browser.submit(decision, "Record my decision", decision="approve")
        browser.sign_in(cast.helen)
        after = browser.visit(clock_of(request))
    assert "Three months from Monday 1 June 2026, because it was extended." in after.main
    assert "It can be extended once." in after.main


def test_after_the_first_month_no_notice_changes_anything(
    browser: Browser, session: Session, cast: Cast
) -> None:
    with clock.set_to(MONDAY):
        request = taken(session, cast.amara, cast.helen)
    typed = {"reason": "Five systems.", "approver": str(cast.daniel.id), "ground": "complex"}
    with clock.set_to(MONDAY + timedelta(days=31)):
        browser.sign_in(cast.helen)
        page = browser.visit(clock_of(request, "/extension"))
        late = browser.submit(page, LETTER, status=422, **typed)
    assert "A notice after it changes nothing." in late.main
    with clock.set_to(MONDAY + timedelta(days=30)):
        browser.sign_in(cast.helen)
        page = browser.visit(clock_of(request, "/extension"))
        assert "The letter" in browser.submit(page, LETTER, **typed).main
