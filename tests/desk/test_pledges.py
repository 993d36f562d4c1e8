"""Officers write promises down; everybody reads them, what is late first."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.core import clock
from app.core.db.base import new_id
from app.pledges.models import Act, Pledge
from app.register.assessments.queries import versions as published_of
from app.register.file import service as register
from tests.support.assessments import checked
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.pledges import WHAT, a_pledge, came
from tests.support.register import a_file, a_practice

DUE = (clock.now() + timedelta(days=60)).date().isoformat()
TYPED = {"what": WHAT, "made_by": "E1002", "due_on": DUE}


def test_a_promise_from_the_form_to_what_shows_it(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.amara)
    assert "No promises yet." in browser.get("/promises").main
    browser.sign_in(cast.helen)
    page = browser.click(browser.visit("/desk/promises"), "Write a promise down")
    page = browser.submit(page, "Write it down", **TYPED, said="Nobody tells us when.")
    said = {"act": "kept", "text": "All 5 have a day.", "link": "/collected"}
    page = browser.submit(page, "Write it down", **said)
    assert page.texts(".timeline strong") == ["Kept.", "Promised."]

    browser.sign_in(cast.amara)
    page = browser.visit("/promises?show=said")

    assert "You said Nobody tells us when." in page.main
    assert "We did Kept All 5 have a day." in page.main
    shown = browser.click(page, WHAT)
    assert shown.heading == WHAT
    assert "Tom Whitlock, Field manager" in shown.main
    assert shown.one(".timeline a")["href"] == "/collected"
    hub = browser.get("/have-your-say")
    assert "What was promised to you" in hub.main
    assert browser.click(hub, "See all promises").texts("#promises .tag") == ["Kept"]


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("what", "", "Write one line of 3 to 200 letters."),
        ("what", "a" * 201, "Write one line of 3 to 200 letters."),
        ("said", "ab", "Write 3 to 1,000 letters."),
        ("made_by", "", "Enter an employee number."),
        ("made_by", "E9999", "Nobody who works here has this number."),
        ("due_on", "", "Enter a day"),
        ("due_on", "2026-02-30", "Enter a day"),
        ("due_on", "2020-01-01", "Choose a day after today."),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    browser: Browser, session: Session, cast: Cast, field: str, typed: str, says: str
) -> None:
    browser.sign_in(cast.helen)
    page = browser.visit("/desk/promises/new")
    page = browser.submit(page, "Write it down", status=422, **TYPED | {field: typed})
    assert says in page.text
    assert session.exec(select(Pledge)).all() == []

    browser.submit(page, "Write it down", **TYPED | ({"said": ""} if field == "said" else {}))

    assert session.exec(select(Pledge)).one().what == WHAT


@pytest.mark.parametrize(
    "link",
    [
        "http://example.org/",
        "//example.org/",
        "/\\example.org",
        "https:///x",
        "javascript:alert(1)",
        "data:text/html,x",
        "collected",
        "/two words",
        "https://example.org/" + "a" * 300,
    ],
)
def test_evidence_leads_to_a_page_here_or_on_a_secure_site(
    browser: Browser, session: Session, cast: Cast, link: str
) -> None:
    pledge = a_pledge(session, cast.helen, cast.tom)
    session.commit()
    browser.sign_in(cast.helen)
    page, said = browser.visit(f"/desk/promises/{pledge.reference}"), {"text": "See there."}
    page = browser.submit(page, "Write it down", status=422, act="progress", link=link, **said)
    assert "Enter an address that begins with https://" in page.text

    page = browser.submit(
        page, "Write it down", act="progress", link="https://example.org/a?b=c", **said
    )

    assert page.one(".timeline a")["rel"] == ["noreferrer"]


def test_who_promised_it_does_not_call_it_kept(
    browser: Browser, session: Session, cast: Cast
) -> None:
    pledge = a_pledge(session, cast.daniel, cast.helen)
    session.commit()
    browser.sign_in(cast.helen)
    page, said = browser.visit(f"/desk/promises/{pledge.reference}"), {"text": "I did it."}
    assert "It is kept" in page.main
    page = browser.submit(page, "Write it down", status=422, act="kept", **said)
    assert "Nobody says of her own promise that it is kept." in page.text
    browser.sign_in(cast.daniel)
    page = browser.visit(f"/desk/promises/{pledge.reference}")
    page = browser.submit(page, "Write it down", act="kept", text="I have seen it.")
    assert "Open it again" in page.main
    assert "It is dropped" not in page.main
    typed = {"form_key": str(new_id()), "act": "dropped", "text": "Not any more."}
    browser.post(f"/desk/promises/{pledge.reference}/events", typed, status=409)


def test_what_an_assessment_promised_is_flagged_at_the_review(
    browser: Browser, session: Session, cast: Cast
) -> None:
    register.take_in(session, a_file(a_practice()))
    checked(session, cast, "location")
    reference = published_of(session, "location")[0].reference
    session.commit()
    browser.sign_in(cast.helen)
    reviews = browser.get("/desk/register/reviews")
    assert "Promised in return" in reviews.main
    assert "delivered" not in reviews.main
    first, second = (
        a_pledge(session, cast.helen, cast.tom, assessment=reference) for _each in range(2)
    )
    a_pledge(session, cast.helen, cast.tom, what="Something else")
    came(session, first, cast.helen, Act.KEPT)
    came(session, second, cast.helen, Act.DROPPED)
    session.commit()

    page = browser.get("/desk/register/reviews")

    assert "1 not delivered" in page.main
    assert "1 of 2 delivered" in page.main
    assert page.soup.select("#review-location.ledger__row--flagged")
    browser.sign_in(cast.amara)
    page = browser.visit(f"/assessments/{reference}")
    page = browser.click(page, "What people were promised, and if they got it")
    assert page.texts("#promises .tag") == ["Dropped", "Kept"]
    assert "Something else" not in page.main
    assert "Something else" in browser.click(page, "Show all promises").main
    assert browser.get("/promises?show=benefits").texts("#promises .tag") == ["Dropped", "Kept"]


def test_a_late_one_leads_the_list_and_is_counted(
    browser: Browser, session: Session, cast: Cast
) -> None:
    with clock.set_to(clock.now() - timedelta(days=40)):
        a_pledge(session, cast.helen, cast.tom, what="The late one")
    a_pledge(session, cast.helen, cast.tom, what="The one on the way")
    session.commit()
    browser.sign_in(cast.amara)

    page = browser.get("/promises")

    assert page.texts("#promises .tag") == ["Late", "On the way"]
    assert "1 promise is late." in page.main
    assert "10 days late" in page.main
    assert "1 promise is late." in browser.get("/have-your-say").main


@pytest.mark.parametrize("query", ["show=nothing", "of=" + "x" * 500, "more=1"])
def test_a_strange_question_is_answered_plainly(browser: Browser, cast: Cast, query: str) -> None:
    browser.sign_in(cast.amara)
    assert browser.get(f"/promises?{query}").heading == "Promises"
