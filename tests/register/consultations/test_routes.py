"""A consultation as officers run it, people answer it and everyone reads the end."""

from datetime import timedelta

from sqlmodel import Session

from app.register.consultations import queries, service
from app.register.terms.schemas import Consulted
from tests.support.assessments import a_consultation, a_draft, closed
from tests.support.browser import Browser
from tests.support.cast import Cast

WHY = {"heard": "Much.", "answer": "It starts.", "why": "It is needed."}


def test_from_preparing_to_a_dissent_everyone_sees(
    browser: Browser, session: Session, cast: Cast
) -> None:
    a_draft(session)
    browser.sign_in(cast.helen)
    new = browser.visit("/desk/consultations/new")
    desk = browser.submit(new, "Prepare it", practice="vans", title="Vans")
    page = browser.submit(desk, "Save the proposal", proposal="A box.", questions="Why?\nWhen?")
    page = browser.submit(page, "Add this document", title="The box", text="- No camera")
    today = queries.today(session)
    days = {"opens_on": today.isoformat(), "closes_on": (today + timedelta(days=2)).isoformat()}
    assert "7 days" in browser.submit(page, "Open the consultation", status=422, **days).main
    days["closes_on"] = (today + timedelta(days=14)).isoformat()
    browser.submit(page, "Open the consultation", **days)

    browser.sign_in(cast.amara)
    page = browser.click(browser.visit("/have-your-say"), "Vans")
    assert "Proposed data facts" in page.main
    for words in ("A box.", "The box", "No camera", "Why?", "When?", "Who is affected"):
        assert words in page.main
    assert "14 days left" in page.main
    assert "Fewer than 10 people" in page.main
    assert "Choose one." in browser.submit(page, "Send my comment", status=422, text="Good").main
    sent = browser.submit(page, "Send my comment", text="Switch it off.", name="without")
    assert "Your comment is sent." in sent.main
    assert "Switch it off." not in sent.main
    browser.visit("/consultations/vans/formal-response", status=403)

    browser.sign_in(cast.ewan)
    assert "Waiting for your answer" in browser.visit("/reps").main
    page = browser.visit("/consultations/vans/formal-response")
    silent = browser.submit(page, "Give this answer", status=422, response="dissent")
    assert "Say why, for everyone to read." in silent.main
    browser.submit(page, "Give this answer", response="dissent", text="Locks come first.")
    assert "Waiting for your answer" not in browser.visit("/reps").main

    closed(session, queries.read(session, "vans").row)
    browser.sign_in(cast.helen)
    page = browser.visit("/desk/consultations/vans")
    assert "Switch it off." in page.main
    assert "Amara" not in page.main
    browser.submit(page, "Publish the answer", result="dissent", **WHY)

    browser.sign_in(cast.jo)
    page = browser.visit("/consultations/vans")
    assert "Not agreed" in page.texts(".tag")
    assert "Locks come first." in page.main
    for words in WHY.values():
        assert words in page.main
    assert "Fewer than 10 people wrote, so not shown." in page.main


def test_a_comment_is_given_a_theme_and_representatives_read_no_few(
    browser: Browser, session: Session, cast: Cast
) -> None:
    a_consultation(session, cast)
    browser.sign_in(cast.amara)
    page = browser.visit("/consultations/where-the-vans-are")
    browser.submit(page, "Send my comment", text="Switch it off.", name="with")

    browser.sign_in(cast.helen)
    desk = browser.visit("/desk/consultations/where-the-vans-are")
    assert "Amara Okafor" in desk.main
    desk = browser.submit(desk, "Save", theme="private-life")
    assert str(desk.one("option[selected]")["value"]) == "private-life"

    browser.sign_in(cast.ewan)
    themes = browser.visit("/reps/themes")
    assert "Switch it off." not in themes.response.text
    assert "Comments are counted once, when it is decided." in themes.main

    session.expire_all()
    made = queries.for_officers(session, "where-the-vans-are").row
    closed(session, made)
    service.decide(session, made, cast.helen, result=Consulted.IMPOSED, **WHY)
    session.commit()
    themes = browser.visit("/reps/themes")
    assert "Switch it off." not in themes.response.text
    assert "Fewer than 10 people wrote" in themes.main
    browser.sign_in(cast.helen)
    desk = browser.visit("/desk/consultations/where-the-vans-are")
    assert "Private life" in desk.one("#comment-table tbody").get_text()
    assert not desk.soup.select("main form")


def test_a_start_without_consultation_needs_a_reason(
    browser: Browser, session: Session, cast: Cast
) -> None:
    a_draft(session)
    browser.sign_in(cast.helen)
    page = browser.visit("/desk/consultations/new")

    wrong = browser.submit(page, "Record this reason", status=422, practice="vans")
    assert "a few words" in wrong.main
    browser.submit(page, "Record this reason", practice="vans", reason="The law wants it now.")

    session.expire_all()
    outcome = queries.result_for(session, "vans")
    assert outcome is not None
    assert not outcome.agreed


def test_representatives_see_what_is_coming(browser: Browser, session: Session, cast: Cast) -> None:
    a_consultation(session, cast)
    browser.sign_in(cast.ewan)

    page = browser.visit("/reps/changes")

    assert page.texts("#coming tbody tr td:nth-of-type(1)") == ["In consultation"]
    assert "Reps" in page.texts(".navigation__link")
    browser.sign_in(cast.amara)
    assert "Reps" not in browser.visit("/have-your-say").texts(".navigation__link")
    browser.visit("/reps", status=403)
