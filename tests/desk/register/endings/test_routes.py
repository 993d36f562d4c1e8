"""Ending a practice: a receipt for each kind of data, read by everyone it was about."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session

from app.approvals import service as approvals
from app.approvals.models import Kind
from app.core import clock
from app.register import queries as register
from app.register.drafting.endings import service as endings
from app.register.drafting.schemas import ProposedEnding
from app.register.file import service as files
from app.register.parts.schemas import CategoryFate
from app.register.terms.schemas import Became
from tests.support.browser import Browser, Page
from tests.support.cast import Cast
from tests.support.register import a_file, a_practice

KINDS = [
    {"id": "live-location", "label": "live location", "kind": "location"},
    {"id": "call-out-times", "label": "call-out times", "kind": "record"},
]
TIMES = {
    "became:call-out-times": "kept",
    "day:call-out-times": "2032-11-30",
    "rule:call-out-times": "Tax law asks for 6 years.",
}


@pytest.fixture(autouse=True)
def published(session: Session, cast: Cast) -> None:
    files.take_in(session, a_file(a_practice(categories=KINDS)))
    session.commit()


def typed(session: Session, cast: Cast, **different: str) -> dict[str, str]:
    today = register.in_force_now(session).day
    return {
        "on": today.isoformat(),
        "fate": "Most of it is deleted.",
        "became": "deleted",
        "day": (today + timedelta(days=1)).isoformat(),
        "rule": "30 days after it was recorded.",
        "why": "The app is gone.",
        "approver": str(cast.daniel.id),
        "reason": "It is switched off.",
    } | different


def approve(browser: Browser, asking: Page) -> None:
    page = browser.visit(asking.url.rstrip("/") + "/decision")
    browser.submit(page, "Record my decision", decision="approve")


def test_each_kind_of_data_has_a_receipt_of_its_own(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.helen)
    page = browser.visit("/desk/register/location/end")
    asking = browser.submit(page, "Ask for approval", **typed(session, cast, **TIMES))
    waiting = browser.visit("/desk/register/location").main
    assert "Kept until 30 November 2032. The rule: Tax law asks for 6 years." in waiting
    another_browser.sign_in(cast.daniel)
    assert "Receipt: call-out times" in another_browser.visit(asking.url).main
    approve(another_browser, asking)

    another_browser.sign_in(cast.amara)
    for url in ("/collected/states", "/collected/location"):
        rows = another_browser.visit(url).texts("tr")
        assert any(
            "Live location" in row and "Deleted on" in row and "30 days after" in row
            for row in rows
        ), url
        assert any(
            "Call-out times" in row and "Kept until 30 November 2032" in row and "Tax law" in row
            for row in rows
        ), url


def test_a_form_without_a_receipt_comes_back_with_all_that_was_typed(
    browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.helen)
    page = browser.visit("/desk/register/location/end")

    wrong = TIMES | {"day:call-out-times": "in six years"}
    back = browser.submit(
        page, "Ask for approval", status=422, **typed(session, cast, rule="", **wrong)
    )

    assert {error.get("id") for error in back.soup.select(".field__error")} == {
        "rule-error",
        "day:call-out-times-error",
    }
    kept = back.form("Ask for approval")
    assert "Tax law" in kept.get_text()
    assert back.soup.select_one("details[open]")
    again = browser.submit(back, "Ask for approval", **typed(session, cast, **TIMES))
    assert again.heading == "Location in the field app"


def test_no_ending_is_proposed_that_leaves_a_kind_of_data_out(session: Session, cast: Cast) -> None:
    bare = ProposedEnding(on=clock.now().date(), fate="Deleted.", reason="Over.")

    with pytest.raises(endings.NoReceiptError):
        endings.propose(session, "location", bare)

    assert register.open_draft(session, "location") is None


def test_a_day_that_is_past_is_refused_unless_it_is_said_to_be_a_correction(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    today = register.in_force_now(session).day
    past, late = (today - timedelta(days=3)).isoformat(), (today + timedelta(days=3)).isoformat()
    browser.sign_in(cast.helen)
    page = browser.visit("/desk/register/location/end")

    for on, said, says in [
        ("2026-01-04", "true", "A version comes into force after this day"),
        (past, "", "A day before today is for a correction"),
        (late, "true", "A day before today is for a correction"),
    ]:
        wrong = typed(session, cast, on=on, past=said)
        back = browser.submit(page, "Ask for approval", status=422, **wrong)
        assert says in back.one("#on-error").get_text(), on
    asking = browser.submit(page, "Ask for approval", **typed(session, cast, on=past, past="true"))

    another_browser.sign_in(cast.daniel)
    assert "It ended on this day, which is past" in another_browser.visit(asking.url).main
    approve(another_browser, asking)
    session.expire_all()
    practice = register.in_force_now(session).practice("location")
    assert practice is not None and practice.ending is not None
    assert practice.ending.on.isoformat() == past


def test_an_ending_that_waited_beyond_its_day_is_not_carried_out(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    with clock.set_to(clock.now() - timedelta(days=2)):
        day = register.in_force_now(session).day
        on: dict[str, Any] = {"became": Became.DELETED, "on": day, "rule": "At once."}
        fates = tuple(CategoryFate(category=kind["id"], **on) for kind in KINDS)
        waiting = ProposedEnding(on=day, fate="Deleted.", reason="Over.", fates=fates)
        draft = endings.propose(session, "location", waiting)
        asked = approvals.ask(
            session,
            cast.helen,
            cast.daniel.id,
            kind=Kind.REGISTER_ENDING,
            about="location",
            digest=draft.digest,
            reason="It is off.",
            form_key=uuid4(),
        )
    session.commit()
    another_browser.sign_in(cast.daniel)
    late = another_browser.visit(f"/approvals/{asked.reference}/decision")
    another_browser.submit(late, "Record my decision", status=422, decision="approve")
    session.expire_all()
    assert register.histories(session).endings == {}

    browser.sign_in(cast.helen)
    browser.post("/desk/register/location/closing", status=303)
    page = browser.visit("/desk/register/location/end")
    anew = browser.submit(page, "Ask for approval", **typed(session, cast))
    approve(another_browser, anew)
    session.expire_all()
    today = register.in_force_now(session).day
    assert [each.on for each in register.histories(session).endings["location"]] == [today]


def test_the_pages_say_that_they_count_different_things(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.amara)

    listed = browser.visit("/collected").main
    home = browser.visit("/").one("section[aria-labelledby=kinds]").get_text(" ", strip=True)
    apart = browser.visit("/collected/states").one("#counts").get_text(" ", strip=True)

    assert "1 kind of data is collected about you." in listed
    assert "Kinds of data in total 1" in home
    assert apart == (
        "What’s collected counts 1 kind of data, with a page of its own."
        " This page takes them apart: 2 parts are collected about you now."
    )
