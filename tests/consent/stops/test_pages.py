"""What the person reads of each system that was to stop: on its page, and by the officer's list."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from app.consent import rules
from app.consent.keeping import service as keeping
from app.consent.stops import jobs, service
from app.consent.stops.models import ConsentStop
from app.core import clock
from app.identity.sources import service as sources
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.consent import TIPS, answer, approve, offer, reword
from tests.support.receiver import receiving

FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SOON, LATER, NEXT_DAY = timedelta(minutes=2), timedelta(hours=1), timedelta(hours=25)
WAITING = "Has been told, and has not confirmed yet. We promised it stops by"
LATE = "Has not confirmed that it stopped. We are late: we promised"
FAILED = "We could not reach it for a day, so we do not know that it stopped."
CONFIRMED, AFTER_ALL = "Confirmed that it stopped,", "That was late: we promised"
AGAIN = "You said yes again before it confirmed."
WORDS = {WAITING, LATE, FAILED, CONFIRMED, AFTER_ALL, AGAIN}


def withdrawn(session: Session, cast: Cast, webhook: str | None = None) -> None:
    sources.add(session, "field-app", system="field-app", webhook=webhook)
    offer(session, cast)
    answer(session, cast.amara, yes=True)
    answer(session, cast.amara, yes=False)
    session.commit()


def said(browser: Browser, cast: Cast, after: timedelta) -> set[str]:
    """Which sentences stand on her page so long after her no; the desk's names who is behind."""
    with clock.set_to(FRIDAY + after):
        browser.sign_in(cast.amara)
        main = browser.get(f"/choices/{TIPS}").main
        browser.sign_in(cast.helen)
        behind = "Not confirmed in time:" in browser.get("/desk/choices").main
    found = {words for words in WORDS if words in main}
    assert behind == bool(found & {LATE, FAILED})
    return found


def test_a_system_that_says_nothing_is_late_and_then_confirms_late(
    browser: Browser, session: Session, cast: Cast
) -> None:
    with clock.set_to(FRIDAY):
        withdrawn(session, cast)
    assert said(browser, cast, SOON) == {WAITING}
    assert said(browser, cast, LATER) == {LATE}

    with clock.set_to(FRIDAY + LATER):
        assert service.confirm(session, session.exec(select(ConsentStop)).one())
        session.commit()

    assert said(browser, cast, LATER) == {CONFIRMED, AFTER_ALL}


def test_a_system_that_confirms_in_time_is_not_late_afterwards(
    browser: Browser, session: Session, cast: Cast
) -> None:
    with clock.set_to(FRIDAY):
        withdrawn(session, cast)
    with clock.set_to(FRIDAY + SOON):
        service.confirm(session, session.exec(select(ConsentStop)).one())
        session.commit()

    assert said(browser, cast, LATER) == {CONFIRMED}


def test_a_system_that_could_not_be_reached_for_a_day_has_failed(
    browser: Browser, session: Session, cast: Cast
) -> None:
    with receiving(500) as receiver:
        with clock.set_to(FRIDAY):
            withdrawn(session, cast, receiver.url)
        for after in (LATER, NEXT_DAY):
            with clock.set_to(FRIDAY + after):
                jobs.call_webhooks()

    assert said(browser, cast, NEXT_DAY) == {FAILED}


@pytest.mark.parametrize("yes", [True, False])
def test_another_yes_ends_the_wait(
    browser: Browser, session: Session, cast: Cast, yes: bool
) -> None:
    with clock.set_to(FRIDAY):
        withdrawn(session, cast)
        if yes:
            answer(session, cast.amara, yes=True)
            session.commit()

    assert said(browser, cast, SOON) == (set() if yes else {WAITING})


UNUSED = "There is no deadline, and until you say yes your data is not used for this"
STOPPING = "What you had said yes to has to stop. We do not know yet that it has."
CHANGED, RAN_OUT = (
    "What you were asked changed, so your yes ended.",
    "Your yes ran out after a year.",
)
SOME_TIME = "Look here again in a few minutes."
BLOCKED = "A second privacy officer has not approved its words."


@pytest.mark.parametrize(
    ("changes", "approved", "says"),
    [(True, True, CHANGED), (True, False, BLOCKED), (False, True, RAN_OUT)],
)
def test_nothing_is_said_to_be_unused_until_its_system_has_stopped(
    browser: Browser, session: Session, cast: Cast, changes: bool, approved: bool, says: str
) -> None:
    sources.add(session, "field-app", system="field-app")
    with clock.set_to(FRIDAY):
        offer(session, cast)
        answer(session, cast.amara, yes=True)
    after = FRIDAY + SOON if changes else rules.valid_until(FRIDAY)

    def read() -> list[str]:
        """Her choice's page and the practice's; each says the same of what is used."""
        session.commit()
        browser.sign_in(cast.amara)
        pages = [browser.get(path).main for path in (f"/choices/{TIPS}", f"/collected/{TIPS}")]
        assert all(says in page for page in pages)
        return pages

    with clock.set_to(after):
        if changes:
            reword(session, figures="team")
        if approved:
            approve(session, cast)
        before = read()
        keeping.follow_register(session)
        keeping.keep_time(session)
        told = read()
        service.confirm(session, session.exec(select(ConsentStop)).one())
        stopped = read()

    for page in (*before, *told):
        assert f"{says} {STOPPING}" in page
        assert "your data is not used" not in page
        assert "Not collected" not in page
    assert SOME_TIME in before[0]
    assert WAITING in told[0]
    unused = UNUSED if approved else "Until then your data is not used for it."
    for page in stopped:
        assert STOPPING not in page
        assert f"{says} {unused}" in page
    assert "Not collected" in stopped[1]


@pytest.mark.parametrize("worker", [True, False])
def test_whoever_had_said_no_is_asked_again_and_nothing_of_hers_has_to_stop(
    browser: Browser, session: Session, cast: Cast, worker: bool
) -> None:
    sources.add(session, "field-app", system="field-app")
    offer(session, cast)
    answer(session, cast.amara, yes=False)
    reword(session, figures="team")
    approve(session, cast)
    if worker:
        keeping.follow_register(session)
    session.commit()
    browser.sign_in(cast.amara)

    page = browser.get(f"/choices/{TIPS}").main

    assert f"What you were asked changed, so we ask you again. {UNUSED}" in page
    assert STOPPING not in page


def test_whom_it_is_offered_again_reads_that(
    browser: Browser, session: Session, cast: Cast
) -> None:
    sources.add(session, "field-app", system="field-app")
    offer(session, cast)
    answer(session, cast.amara, yes=True)
    for title in ("Dispatcher", "Field engineer"):
        cast.amara.role_title = title
        session.add(cast.amara)
        session.flush()
        keeping.follow_register(session)
    session.commit()
    browser.sign_in(cast.amara)

    page = browser.get(f"/choices/{TIPS}").main

    assert f"We offer you this again. You have not answered. {STOPPING}" in page
