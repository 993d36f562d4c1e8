"""Who moved away from a choice still reads what she answered, and cannot change it."""

import json
from typing import Any

import pytest
from sqlmodel import Session, select

from app.consent.keeping import service as keeping
from app.consent.models import ConsentRecord, State
from app.core import clock
from app.register import queries as register
from app.register.models import Origin
from app.register.schemas import EndingNote
from app.register.service import end
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.consent import TIPS, answer, offer

URL = f"/choices/{TIPS}"


def moved(session: Session, cast: Cast) -> None:
    """Amara becomes a dispatcher: the choice is for field engineers."""
    cast.amara.role_title = "Dispatcher"
    session.add(cast.amara)
    session.commit()


@pytest.mark.parametrize("kept", [False, True], ids=["before the worker", "after it"])
@pytest.mark.parametrize(("yes", "says"), [(True, "You had said yes on"), (False, "said no on")])
def test_who_moved_reads_what_she_answered_and_that_it_no_longer_applies(
    browser: Browser, session: Session, cast: Cast, yes: bool, says: str, kept: bool
) -> None:
    offer(session, cast)
    answer(session, cast.amara, yes=yes)
    moved(session, cast)
    if kept:
        keeping.follow_register(session)
        session.commit()
    browser.sign_in(cast.amara)

    page = browser.visit(URL)

    assert page.heading == "Driving tips"
    assert says in page.one("#answered").get_text(" ", strip=True)
    assert ". It is for others now" in page.one("#answered").get_text()
    assert "It does not apply to you any more." in page.main
    assert not page.soup.select("main form")
    browser.post(URL, {"answer": "yes"}, status=404)


def test_a_choice_that_was_taken_back_stays_to_be_read(
    browser: Browser, session: Session, cast: Cast
) -> None:
    offer(session, cast)
    answer(session, cast.amara, yes=True)
    today = register.in_force_now(session).day.isoformat()
    note: dict[str, Any] = {"on": today, "fate": "Deleted.", "reason": "Over.", "approved_by": []}
    end(session, TIPS, EndingNote.model_validate_json(json.dumps(note)), Origin.PORTAL)
    keeping.follow_register(session)
    session.commit()
    mine = select(ConsentRecord).where(ConsentRecord.person_id == cast.amara.id)
    assert session.exec(mine).one().state is State.REVOKED
    session.rollback()
    browser.sign_in(cast.amara)

    main = browser.visit(URL).main

    assert "You had said yes on" in main
    assert "It is not offered to anybody any more." in main


def test_who_was_asked_and_never_answered_reads_that(
    browser: Browser, session: Session, cast: Cast
) -> None:
    offer(session, cast)
    moved(session, cast)
    browser.sign_in(cast.amara)

    assert "You were asked, and had not answered." in browser.visit(URL).main


def test_who_was_never_asked_finds_nothing(browser: Browser, session: Session, cast: Cast) -> None:
    offer(session, cast)
    session.commit()
    browser.sign_in(cast.jo)

    browser.get(URL, status=404)
    browser.sign_in(cast.amara)
    assert browser.visit(URL).form("Save my choice")


def test_who_moves_back_chooses_again(browser: Browser, session: Session, cast: Cast) -> None:
    offer(session, cast)
    answer(session, cast.amara, yes=True)
    moved(session, cast)
    keeping.follow_register(session)
    cast.amara.role_title = "Field engineer"
    session.add(cast.amara)
    session.commit()
    with clock.set_to(clock.now()):
        keeping.follow_register(session)
    session.commit()
    browser.sign_in(cast.amara)

    assert browser.visit(URL).form("Save my choice")
