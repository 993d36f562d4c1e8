"""A survey as two officers open it, people answer it page by page, and everybody reads the end."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.core import clock
from app.core.errors import NotFoundError
from app.identity.kept_forms.models import KeptForm
from app.surveys import queries
from app.surveys.models import Survey, SurveyInvitation, SurveyTally
from tests.support import surveys
from tests.support.browser import Browser, Page
from tests.support.cast import Cast
from tests.support.surveys import BETTER, HELPED, SHIFT, once_it_is_over

DRAFT = {
    "title": "Autumn pulse",
    "lead": "We want to know what to change first.",
    "q1": "Do you get the help you need?",
    "q2": "When do you work?",
    "kind2": "options",
    "options2": "Days\nNights",
    "q3": "What would help?",
    "kind3": "words",
    "cross1": "1-2",
}


def _opened(browser: Browser, session: Session, cast: Cast) -> None:
    browser.sign_in(cast.helen)
    page = browser.visit("/desk/surveys/new")
    wrong = browser.submit(page, "Save the draft", status=422, **DRAFT | {"options2": "Days"})
    assert "Write 2 to 6 different options" in wrong.main
    page = browser.submit(wrong, "Save the draft", **DRAFT)
    asking = browser.click(page, "Ask for approval")
    assert "Helen Marsh" not in asking.texts("option")
    page = browser.submit(
        asking, "Ask for approval", approver=str(cast.daniel.id), reason="It is autumn."
    )
    browser.sign_in(cast.daniel)
    page = browser.visit(page.url)
    assert "What would help?" in page.main
    page = browser.click(page, "Decide")
    browser.submit(page, "Record my decision", decision="approve")


def _answered(browser: Browser, words: str) -> Page:
    page = browser.click(browser.visit("/have-your-say"), "Autumn pulse")
    assert "Results show only when 10 or more people answer." in page.main
    page = browser.click(page, "Start")
    assert "Results show only when 10 or more people answer." in page.main
    page = browser.submit(page, "Continue", a1="3")
    page = browser.submit(page, "Skip")
    page = browser.submit(page, "Continue", a3=words)
    assert page.heading == "Check your answers"
    assert "Mostly" in page.main
    assert "Skipped" in page.main
    return browser.submit(page, "Send my answers")


def test_from_a_draft_to_what_was_changed(browser: Browser, session: Session, cast: Cast) -> None:
    _opened(browser, session, cast)
    browser.sign_in(cast.amara)
    sent = _answered(browser, "More vans in the yard, says Amara.")
    assert "Your answers are in." in sent.main
    assert "Start" not in sent.texts("a")
    results = browser.visit("/surveys/autumn-pulse/results")
    assert "There are no results yet." in results.main
    survey = session.exec(select(Survey)).one()
    session.refresh(survey)
    others = [each for each in cast.everyone if each is not cast.amara]
    surveys.answered(session, survey, others, 3, "More vans in the yard, says somebody.")
    surveys.closed(session, survey)
    session.commit()

    _edited(browser, cast)
    browser.sign_in(cast.tom)
    page = browser.click(browser.visit("/have-your-say"), "Autumn pulse")
    assert "10 people answered." in page.main
    assert page.texts("td").count("Not shown") == 9
    assert "this table is not shown" in page.main
    assert page.main.count("More vans in the yard.") == 10
    assert "says" not in page.main
    assert "Two more vans." in page.main
    assert set(_as_each(browser, cast, "/surveys/autumn-pulse/results")) == {page.main}


def _as_each(browser: Browser, cast: Cast, path: str) -> list[str]:
    found = []
    for person in (cast.amara, cast.helen, cast.daniel, cast.viktor, cast.ines, cast.ewan):
        browser.sign_in(person)
        found.append(browser.get(path).main)
    return found


def _edited(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.daniel)
    browser.get("/desk/surveys/autumn-pulse/words", status=403)
    browser.sign_in(cast.helen)
    page = browser.submit(browser.visit("/desk/surveys/autumn-pulse"), "Edit them myself")
    wrong = browser.submit(page, "Keep it like this", status=422, text="x" * 501)
    assert "or leave it out" in wrong.main
    for left in range(10, 0, -1):
        assert len(page.soup.select("textarea")) == left
        page = browser.submit(page, "Keep it like this", text="More vans in the yard.")
    page = browser.submit(page, "Publish them")
    assert "Published." in page.main
    page = browser.submit(page, "Publish this", text="Two more vans.")
    assert "Two more vans." in page.main


def test_going_back_and_forth_keeps_what_was_answered_and_writes_nothing(
    browser: Browser, session: Session, cast: Cast
) -> None:
    surveys.opened(session, cast)
    sealed = session.exec(select(SurveyTally.sealed)).one()
    browser.sign_in(cast.amara)
    page = browser.visit("/surveys/autumn-pulse/questions")
    page = browser.submit(page, "Continue", a1="0")
    page = browser.submit(page, "Continue", a2="1")
    wrong = browser.submit(page, "Continue", status=422, a3="x" * 501)
    assert "at most 500 letters" in wrong.main
    page = browser.submit(browser.submit(page, "Back"), "Back")
    assert page.one("input[checked]")["value"] == "0"
    page = browser.submit(page, "Skip")
    assert page.one("input[checked]")["value"] == "1"
    session.expire_all()
    assert session.exec(select(SurveyTally.sealed)).one() == sealed
    assert not session.get(SurveyInvitation, _key(session, cast)).answered  # type: ignore[union-attr]
    page = browser.submit(browser.submit(page, "Continue"), "Continue")
    browser.submit(page, "Send my answers")
    session.expire_all()
    assert session.get(SurveyInvitation, _key(session, cast)).answered  # type: ignore[union-attr]


def _key(session: Session, cast: Cast) -> tuple[object, object]:
    return session.exec(select(Survey.id)).one(), cast.amara.id


def test_a_second_press_says_that_the_first_answers_count(
    browser: Browser, session: Session, cast: Cast
) -> None:
    surveys.opened(session, cast)
    browser.sign_in(cast.amara)
    sent = {"in_confidence": "yes", "a1": "1"}
    for said in ("Thank you.", "You answered before. Your first answers count."):
        answer = browser.post("/surveys/autumn-pulse/answers", sent)
        assert said in browser.follow(answer).text
    led = browser.get("/surveys/autumn-pulse/questions", status=303)
    assert led.location.endswith("/surveys/autumn-pulse")


def test_answers_are_put_by_for_nobody_when_a_session_is_over(
    browser: Browser, session: Session, cast: Cast
) -> None:
    surveys.opened(session, cast)
    browser.sign_in(cast.amara)
    page = browser.submit(browser.visit("/surveys/autumn-pulse/questions"), "Continue", a1="0")
    drafting = browser.visit("/settings")
    with clock.set_to(clock.now() + timedelta(days=2)):
        browser.submit(page, "Continue", status=303, then=False, a2="1")
        assert not session.exec(select(KeptForm)).all()
        browser.submit(drafting, "Save my settings", status=303, then=False)
    assert len(session.exec(select(KeptForm)).all()) == 1


@pytest.mark.parametrize("who", ["amara", "tom", "helen", "viktor", "ines", "ewan"])
def test_a_draft_is_found_by_no_employee(
    browser: Browser, session: Session, cast: Cast, who: str
) -> None:
    surveys.a_draft(session, cast)
    browser.sign_in(getattr(cast, who))
    for part in ("", "/questions", "/results"):
        browser.get(f"/surveys/autumn-pulse{part}", status=404)
    browser.get("/desk/surveys/autumn-pulse", status=200 if who == "helen" else 403)
    with pytest.raises(NotFoundError):
        queries.read(session, getattr(cast, who), "autumn-pulse")


@pytest.mark.parametrize(
    "typed", ["a\x00b", "a\u202eb", "a\u2066b", "a\x1b[31mb"], ids=["nul", "rlo", "lri", "esc"]
)
def test_characters_that_cannot_be_shown_are_refused_in_plain_words(
    browser: Browser, session: Session, cast: Cast, typed: str
) -> None:
    surveys.opened(session, cast, BETTER)
    browser.sign_in(cast.amara)
    page = browser.visit("/surveys/autumn-pulse/questions")
    wrong = browser.submit(page, "Continue", status=422, a1=typed)
    assert "characters that cannot be shown" in wrong.main
    assert browser.submit(page, "Continue", a1="\u0430 b").heading == "Check your answers"
    browser.sign_in(cast.helen)
    page = browser.visit("/desk/surveys/new")
    for field in ("title", "lead", "q1"):
        wrong = browser.submit(page, "Save the draft", status=422, **DRAFT | {field: typed})
        assert "characters that cannot be shown" in wrong.main
    assert browser.submit(page, "Save the draft", **DRAFT).heading == "Autumn pulse"


MARKUP = (
    "<img src=x onerror=alert(1)><script>alert(1)</script>{{ 7*7 }}[a](javascript:alert(1))\"'>"
)


def test_markup_in_every_text_is_text_on_every_page(
    browser: Browser, session: Session, cast: Cast
) -> None:
    """The browser of these tests fails on any inline script, handler or address of a script."""
    asked = [each._replace(text=MARKUP) for each in (HELPED, SHIFT, BETTER)]
    asked[1] = asked[1]._replace(options=(f"1{MARKUP}"[:80], f"2{MARKUP}"[:80]))
    survey = surveys.opened(
        session, cast, *asked, title=MARKUP[:120], lead=MARKUP, crosses=[[1, 2]]
    )
    surveys.answered(session, survey, cast.everyone, text=MARKUP)
    at = f"/surveys/{survey.slug}"
    _reads(browser, cast, at, f"/desk{at}", f"/desk{at}/edit", "/desk/surveys", "/have-your-say")
    surveys.closed(session, survey)
    browser.sign_in(cast.helen)
    page = browser.submit(browser.visit(f"/desk{at}"), "Edit them myself")
    while page.soup.select("textarea"):
        page = browser.submit(page, "Keep it like this")
    page = browser.submit(page, "Publish them")
    browser.submit(page, "Publish this", text=MARKUP)
    with once_it_is_over():
        _reads(browser, cast, at, f"{at}/results", f"/desk{at}", f"/desk{at}/words", "/updates")
    browser.sign_in(cast.helen)
    assert browser.get(f"{at}/results").main.count("<script>alert(1)</script>") > 10


def _reads(browser: Browser, cast: Cast, *paths: str) -> None:
    browser.sign_in(cast.helen)
    for path in paths:
        page = browser.get(path)
        assert "49" not in page.main
        assert not page.soup.select("main script, main img")
