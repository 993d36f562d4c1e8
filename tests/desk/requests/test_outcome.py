"""``…/outcome``: kept unfinished, complete, told with the answer; recipients; the two-step end."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from app.access_log import queries as log
from app.core import clock
from app.subject_requests import queries
from app.subject_requests.models import Kind, SubjectRequest
from app.subject_requests.outcomes.models import Result
from app.subject_requests.restrictions import queries as restrictions
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.outcomes import WORDS, a_house, answer, ask, filed, tell, write
from tests.support.requests import approve, taken

KEEP, NOTE, TELL = "Keep this outcome", "Write this down", "Tell them"
LIFT = "Lift it: it may be used again"
MONDAY = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


def outcome_of(request: SubjectRequest) -> str:
    return f"/desk/requests/{request.reference}/outcome"


def test_an_outcome_is_kept_unfinished_and_the_answer_waits_for_the_rest(
    browser: Browser, session: Session, cast: Cast
) -> None:
    a_house(session)
    request = filed(session, cast.amara, cast.helen, Kind.OBJECTION, "location")
    browser.sign_in(cast.helen)
    case = browser.visit(f"/desk/requests/{request.reference}")
    assert "Next: write down what is decided" in case.main
    assert "Not to be used while we check this, since" in case.main
    page = browser.click(case, "Write the outcome")
    words = WORDS[Result.NOT_UPHELD]
    kept = browser.submit(page, KEEP, result="not-upheld", **words | {"compelling": ""})
    lacks = "The outcome still needs: compelling legitimate grounds."
    assert lacks in kept.main
    waits = browser.visit(f"/desk/requests/{request.reference}/answer")
    assert lacks in waits.main
    assert not waits.soup.select("main form textarea")
    kept = browser.submit(browser.click(waits, "Write the outcome"), KEEP, compelling="Lives.")
    assert "The outcome is complete." in kept.main
    page = browser.click(kept, "Write the answer")
    assert "Objection not upheld" in page.main
    given = {"answer": "We weighed it.", "approver": str(cast.daniel.id)}
    letter = browser.submit(page, "Show the letter", **given)
    assert "Lives." in letter.main
    asked = browser.submit(letter, "Ask for approval")
    assert "Objection not upheld" in asked.main
    assert "Compelling legitimate grounds Lives." in asked.main

    browser.sign_in(cast.daniel)
    decision = browser.click(browser.visit(asked.url), "Decide")
    assert "Lives." in decision.main
    browser.submit(decision, "Record my decision", decision="approve")
    browser.sign_in(cast.amara)
    hers = browser.visit(f"/requests/{request.reference}")
    assert "Our answer: Objection not upheld" in hers.main
    for said in words.values():
        assert said in hers.main
    assert "Not to be used until we have told you" in hers.main
    assert "Objection not upheld" in browser.visit("/requests").main


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"reviewer": "E9999"}, "Nobody with that employee number works here."),
        ({"reviewer": "E1001"}, "Nobody looks again at a decision about herself."),
        ({"reviewer": "E1009", "decided_by": "E1009"}, "This person made the earlier decision."),
        ({"why": "x" * 4001}, "Write up to 4,000 letters."),
        ({"result": "corrected"}, "This is no outcome of this kind of request."),
        ({"result": "made-up"}, "Choose what was decided."),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(
    browser: Browser, session: Session, cast: Cast, typed: dict[str, str], said: str
) -> None:
    a_house(session)
    request = filed(session, cast.amara, cast.helen, Kind.HUMAN_REVIEW, "location")
    browser.sign_in(cast.helen)
    right = {"result": "confirmed", "reviewer": "E1009"} | WORDS[Result.CONFIRMED]
    page = browser.visit(outcome_of(request))
    wrong = browser.submit(page, KEEP, status=422, **right | typed)
    assert said in wrong.main
    assert "The rota." in wrong.response.text
    done = browser.submit(wrong, KEEP, **right | {"decided_by": ""})
    assert "The outcome is complete." in done.main
    assert browser.visit(outcome_of(request)).one("#reviewer")["value"] == "E1009"


def test_what_she_was_not_sure_about_is_named_by_ticking(
    browser: Browser, session: Session, cast: Cast
) -> None:
    a_house(session)
    request = filed(session, cast.amara, cast.helen, Kind.OBJECTION)
    browser.sign_in(cast.helen)
    page = browser.visit(outcome_of(request))
    kept = browser.submit(page, KEEP, result="upheld", **WORDS[Result.UPHELD])
    assert "The outcome still needs: what it is about." in kept.main
    assert "practice.driving-tips" not in kept.response.text
    done = browser.submit(kept, KEEP, **{"practice.location": "true"})
    assert "The outcome is complete." in done.main
    assert "Not to be used" in done.main
    assert len(restrictions.open_of(session, cast.amara, "location")) == 1


def test_recipients_are_listed_until_each_is_told_or_it_is_said_why_not(
    browser: Browser, session: Session, cast: Cast
) -> None:
    a_house(session)
    request = filed(session, cast.amara, cast.helen, Kind.RECTIFICATION, "location")
    answer(session, request, cast, Result.CORRECTED)
    browser.sign_in(cast.helen)
    page = browser.visit(outcome_of(request))
    assert "3 recipients are not told yet." in page.main
    told = {"recipient": "Cloud Ltd", "told": "told", "say": "By mail."}
    for wrong, said in (
        (told, "Enter the day on which they were told."),
        (told | {"told": ""}, "Choose whether they were told."),
        (told | {"on": "2030-01-01"}, "Write the day on which they were told"),
        (told | {"say": ""}, "Write this down: the person reads it."),
    ):
        assert said in browser.submit(page, NOTE, status=422, **wrong).main
    today = queries.story(session, request).today.isoformat()
    done = browser.submit(page, NOTE, **told | {"on": today})
    assert "2 recipients are not told yet." in done.main
    why = {"recipient": "Rescue Service", "told": "not-told", "say": "It keeps nothing."}
    assert "1 recipient is not told yet." in browser.submit(done, NOTE, **why).main
    browser.sign_in(cast.amara)
    hers = browser.visit(f"/requests/{request.reference}")
    assert "Not told: It keeps nothing." in hers.main
    assert "Not told yet." in hers.main


def test_she_is_told_first_and_it_is_lifted_when_the_day_has_come(
    browser: Browser, session: Session, cast: Cast
) -> None:
    a_house(session)
    with clock.set_to(MONDAY):
        request = filed(session, cast.amara, cast.helen, Kind.RECTIFICATION, "location")
        browser.sign_in(cast.helen)
        open_ = browser.visit(outcome_of(request))
        assert "Until then it stays out of use." in open_.main
        answer(session, request, cast, Result.NOT_CORRECTED)
        page = browser.visit(outcome_of(request))
        early = {"lifts_on": "2026-06-03", "text": "It was right."}
        refused = browser.submit(page, TELL, status=422, **early)
        assert "three working days" in refused.main
        done = browser.submit(refused, TELL, lifts_on="2026-06-04")
        assert "It can be lifted from" in done.main
        browser.sign_in(cast.amara)
        hers = browser.visit(f"/requests/{request.reference}")
        assert "From Thursday 4 June 2026 on it may be used again." in hers.main
        assert "Something we kept out of use for you" in browser.visit("/updates").main
    with clock.set_to(MONDAY + timedelta(days=3)):
        browser.sign_in(cast.helen)
        ready = browser.visit(outcome_of(request))
        browser.submit(ready, LIFT)
        late = browser.submit(ready, LIFT)
        assert "Not to be used" not in late.main
        browser.sign_in(cast.amara)
        assert "In use again" in browser.visit(f"/requests/{request.reference}").main


def test_other_rights_and_other_officers_have_no_such_page(
    browser: Browser, session: Session, cast: Cast
) -> None:
    a_house(session)
    plain = taken(session, cast.amara, cast.helen)
    request = filed(session, cast.amara, cast.helen, Kind.ERASURE, "location")
    for officer, asked in ((cast.helen, plain), (cast.daniel, request)):
        browser.sign_in(officer)
        browser.visit(outcome_of(asked), status=404)
    assert log.entries_about(session, cast.amara) == []
    browser.sign_in(cast.helen)
    assert browser.visit(outcome_of(request)).heading == "Amara Okafor"
    session.expire_all()
    assert len(log.entries_about(session, cast.amara)) == 1


def test_an_ended_request_keeps_its_outcome_to_be_read(
    browser: Browser, session: Session, cast: Cast
) -> None:
    a_house(session)
    request = filed(session, cast.amara, cast.helen, Kind.ERASURE, "location")
    browser.sign_in(cast.helen)
    page = browser.visit(outcome_of(request))
    write(session, request, cast, Result.KEPT)
    approve(session, ask(session, request, cast), cast.daniel)
    late = {"result": "kept", "stays": "All.", "exception": "17-3-e", "why": "A claim."}
    assert "Not deleted" in browser.submit(page, KEEP, status=409, **late).main
    tell_day = queries.story(session, request).today + timedelta(days=30)
    with pytest.raises(Exception, match="Nothing is kept out of use"):
        tell(session, request, cast.helen, tell_day)


def test_what_ended_and_is_still_kept_out_of_use_is_listed_and_can_be_ended(
    browser: Browser, session: Session, cast: Cast
) -> None:
    a_house(session)
    request = filed(session, cast.amara, cast.helen, Kind.RECTIFICATION, "location")
    browser.sign_in(cast.daniel)
    assert "still kept out of use" not in browser.visit("/desk/objections").main
    answer(session, request, cast, Result.NOT_CORRECTED)
    listed = browser.visit("/desk/objections")
    assert request.reference in listed.main
    assert "Not told yet" in listed.main
    assert "Amara" not in listed.text
    folder = browser.click(listed, request.reference)
    assert "End what it keeps out of use" not in folder.main
    browser.visit(outcome_of(request), status=404)
    cast.helen.active = False
    page = browser.click(browser.visit(folder.url), "End what it keeps out of use")
    assert page.heading == "Amara Okafor"
    done = browser.submit(page, TELL, text="It was right.")
    assert "It can be lifted from" in done.main
    assert "Can be lifted from" in browser.visit("/desk/objections").main
    session.expire_all()
    assert len(log.entries_about(session, cast.amara)) == 2
