"""The risk changed: the review is due at once, everybody reads why, and a review ends it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from app.core import clock
from app.core.errors import NotFoundError
from app.register import queries as register
from app.register.assessments.models import Status
from app.register.file import service as files
from app.register.in_force.rules import State
from app.register.risks import service
from app.register.risks.models import RiskChange
from tests.support import assessments as make
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.drafting import approve, asked, save_checks
from tests.support.insert_only import assert_insert_only
from tests.support.make import an_establishment
from tests.support.register import a_file, a_practice

AT = "/collected/location/risk"
WHY = "Phones are lent to visitors since Monday."
SAID = f"“{WHY}” It has not been reviewed since."
ENDED = {"on": "2026-06-01", "fate": "Deleted.", "reason": "Done.", "approved_by": ["A", "B"]}
CHECKS = ("impact-check", "consultation", "approved")


@pytest.fixture(autouse=True)
def published(session: Session, cast: Cast) -> None:
    an_establishment(session)
    ended = a_practice(id="screens", title="Screens", state="ended", ended=ENDED)
    files.take_in(session, a_file(a_practice(), ended))
    session.commit()


def record(browser: Browser, reason: str = WHY) -> None:
    browser.submit(browser.visit(AT), "Record this", reason=reason)


def state(session: Session) -> State:
    session.expire_all()
    practice = register.in_force_now(session).practice("location")
    assert practice is not None
    session.rollback()
    return practice.state


def test_it_is_due_at_once_and_everyone_it_applies_to_reads_why(
    browser: Browser, session: Session, cast: Cast
) -> None:
    assert state(session) is State.IN_USE
    browser.sign_in(cast.helen)
    page = browser.click(browser.visit("/collected/location"), "Its risk has changed")
    page = browser.submit(page, "Record this", reason=WHY)
    assert "Its review is due now" in page.main
    assert f"{SAID} Helen Marsh recorded it." in page.main

    assert state(session) is State.REVIEW_DUE
    assert "1 review of the register is late." in browser.get("/desk").main
    row = browser.get("/desk/register/reviews").one("#review-location").get_text(" ", strip=True)
    assert "Due today" in row
    assert WHY in row
    for who in (cast.amara, cast.ewan):
        browser.sign_in(who)
        for path in ("/", "/collected", "/collected/location"):
            assert SAID in browser.get(path).main, path
    browser.sign_in(cast.jo)
    for path in ("/", "/collected"):
        assert WHY not in browser.get(path).main, path
    assert SAID in browser.get("/collected/location").main


def test_an_officer_and_the_owner_may_say_so_and_nobody_else(
    browser: Browser, session: Session, cast: Cast
) -> None:
    typed = {"reason": WHY, "form_key": str(uuid4())}
    for who in (cast.amara, cast.tom, cast.jo, cast.ewan, cast.ines, cast.viktor):
        browser.sign_in(who)
        assert "Its risk has changed" not in browser.get("/collected/location").main
        browser.get(AT, status=404)
        browser.post(AT, typed, status=404)
    assert session.exec(select(RiskChange)).all() == []

    make.assess(session, cast, "location", Status.PUBLISHED)  # Tom is its author: the owner
    session.commit()
    for number, who in enumerate((cast.tom, cast.helen, cast.daniel), 1):
        browser.sign_in(who)
        assert "Its risk has changed" in browser.get("/collected/location").main
        browser.post(AT, typed | {"form_key": str(uuid4())})
        assert len(session.exec(select(RiskChange)).all()) == number
        session.rollback()


def test_whom_its_draft_names_is_its_owner_too(
    browser: Browser, session: Session, cast: Cast
) -> None:
    practice = register.in_force_now(session).practice("location")
    assert practice is not None
    draft = make.register.draft(session, "location", practice.document)
    draft.owner_id = cast.jo.id
    session.commit()

    browser.sign_in(cast.amara)
    browser.get(AT, status=404)
    browser.sign_in(cast.jo)
    record(browser)

    assert state(session) is State.REVIEW_DUE


@pytest.mark.parametrize("reason", ["", "   ", "a" * 1201])
def test_it_needs_a_reason(browser: Browser, session: Session, cast: Cast, reason: str) -> None:
    browser.sign_in(cast.helen)
    page = browser.submit(browser.visit(AT), "Record this", status=422, reason=reason)
    assert state(session) is State.IN_USE

    browser.submit(page, "Record this", reason=WHY)

    assert state(session) is State.REVIEW_DUE


@pytest.mark.parametrize("practice_id", ["screens", "nothing"])
def test_only_of_what_is_in_use(
    browser: Browser, session: Session, cast: Cast, practice_id: str
) -> None:
    browser.sign_in(cast.helen)
    browser.get(f"/collected/{practice_id}/risk", status=404)
    with pytest.raises(NotFoundError):
        service.record(session, cast.helen, practice_id, reason=WHY, form_key=uuid4())

    assert service.record(session, cast.helen, "location", reason=WHY, form_key=uuid4()).reason


def test_a_double_click_records_once_and_the_record_stays(session: Session, cast: Cast) -> None:
    key = uuid4()
    first = service.record(session, cast.helen, "location", reason=WHY, form_key=key)
    again = service.record(session, cast.helen, "location", reason=WHY, form_key=key)
    assert again.id == first.id
    with pytest.raises(service.AnotherFormError):
        service.record(session, cast.helen, "location", reason="Another.", form_key=key)
    service.record(session, cast.helen, "location", reason="Another.", form_key=uuid4())
    session.commit()

    practice = register.in_force_now(session).practice("location")
    assert practice is not None
    assert [risk.reason for risk in practice.risks] == [WHY, "Another."]
    session.rollback()
    assert_insert_only(session, "risk_change", "SET reason = 'Nothing changed.'")


def test_only_a_review_ends_it(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    """The old check again ends nothing; a new day is refused until it was assessed anew."""
    with clock.set_to(clock.now() - timedelta(hours=2)):
        make.assess(session, cast, "location", Status.PUBLISHED)
        session.commit()
    browser.sign_in(cast.helen)
    record(browser)
    another_browser.sign_in(cast.daniel)
    _publish(browser, another_browser, cast)
    assert state(session) is State.REVIEW_DUE

    today = register.in_force_now(session).day
    session.rollback()
    browser.post("/desk/register/location/draft")
    assert WHY in browser.get("/desk/register/location").main
    _check_on(browser, (today + timedelta(days=1)).isoformat())
    assert "must not be later than today" in _moved(browser, "impact-check")
    browser.post("/desk/register/location/stage", {"to": "consultation"}, status=422)
    _check_on(browser, today.isoformat())
    browser.post("/desk/register/location/stage", {"to": "consultation"}, status=422)
    assert "was not assessed since" in browser.get("/desk/register/location").main

    make.assess(session, cast, "location", Status.PUBLISHED)
    session.commit()
    save_checks(browser)
    for step in CHECKS[1:]:
        browser.post("/desk/register/location/stage", {"to": step})
    asking = asked(browser, cast.daniel, adds="no")
    assert state(session) is State.REVIEW_DUE
    approve(another_browser, asking)

    assert state(session) is State.IN_USE
    another_browser.sign_in(cast.amara)
    assert WHY not in another_browser.get("/collected/location").main


def test_a_change_after_it_was_asked_for_shuts_the_gate_again(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    make.assess(session, cast, "location", Status.PUBLISHED)
    session.commit()
    today = register.in_force_now(session).day.isoformat()
    session.rollback()
    browser.sign_in(cast.helen)
    browser.post("/desk/register/location/draft")
    save_checks(browser)
    _check_on(browser, today)
    for step in CHECKS:
        browser.post("/desk/register/location/stage", {"to": step})
    asking = asked(browser, cast.daniel, adds="no")
    another_browser.sign_in(cast.daniel)
    page = another_browser.visit(asking.url + "/decision")
    record(browser)

    another_browser.submit(page, "Record my decision", status=422, decision="approve")

    assert state(session) is State.REVIEW_DUE
    assert "was not assessed since" in browser.get("/desk/register/location").main


def test_the_past_is_as_it_was(session: Session, cast: Cast) -> None:
    service.record(session, cast.helen, "location", reason=WHY, form_key=uuid4())

    yesterday = register.in_force(session, clock.now() - timedelta(days=1)).practice("location")

    assert yesterday is not None
    assert yesterday.state is State.IN_USE
    today = register.in_force_now(session).practice("location")
    assert today is not None
    assert today.state is State.REVIEW_DUE


def _publish(browser: Browser, another_browser: Browser, cast: Cast) -> None:
    """The words and the checks as they are, published again."""
    browser.post("/desk/register/location/draft")
    save_checks(browser)
    for step in CHECKS:
        browser.post("/desk/register/location/stage", {"to": step})
    approve(another_browser, asked(browser, cast.daniel, adds="no"))


def _check_on(browser: Browser, day: str) -> None:
    page = browser.visit("/desk/register/location/edit/checks")
    browser.submit(page, "Save", **{"checks.checked_on": day})


def _moved(browser: Browser, to: str) -> str:
    browser.post("/desk/register/location/stage", {"to": to})
    return browser.get("/desk/register/location").main
