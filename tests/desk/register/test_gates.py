"""What a draft must have on record before it moves on, and the steps there are."""

import pytest
from sqlmodel import Session

from app.core import clock
from app.register import queries as register
from app.register.assessments.models import Status
from app.register.file import service as files
from tests.support import assessments as make
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.drafting import (
    approve,
    asked,
    checked,
    move,
    ready,
    save_checks,
    words,
    write,
    written,
)
from tests.support.make import an_establishment
from tests.support.register import a_file, a_practice


def test_the_gate_names_what_is_missing_and_opens_when_it_is_there(
    browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.helen)
    written(browser)
    kept = words()
    retention = {"retention": {"label": "30 days"}}
    write_over = browser.visit("/desk/register/location/edit/retention")
    browser.submit(
        write_over,
        "Save",
        **{"retention.label": "30 days", "retention.then": "", "retention.days": ""},
    )

    page = browser.visit("/desk/register/location")
    assert "And then: is missing" in page.main
    browser.post("/desk/register/location/stage", {"to": "impact-check"}, status=422)

    assert retention["retention"]["label"] == kept["retention"]["label"]
    write(browser, "retention")
    browser.post("/desk/register/location/stage", {"to": "impact-check"}, status=303)


def test_nothing_goes_live_unassessed_and_a_start_without_consultation_is_not_agreed(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.helen)
    written(browser)
    move(browser, "impact-check")

    assert "no approved assessment is on record" in move(browser, "consultation", 422)
    make.assess(session, cast, "location", Status.PUBLISHED)
    session.commit()
    assert "on record is IA-" in move(browser, "consultation", 422)
    save_checks(browser)
    move(browser, "consultation")

    assert "no consultation is on record" in move(browser, "approved", 422)
    page = browser.visit("/desk/consultations/new?practice=location")
    why = "Two engineers were hurt last week."
    browser.submit(page, "Record this reason", practice="location", reason=why)
    assert "on record is “not-consulted”" in move(browser, "approved", 422)
    save_checks(browser)
    move(browser, "approved")

    asking = asked(browser, cast.daniel)
    another_browser.sign_in(cast.daniel)
    approve(another_browser, asking)
    another_browser.sign_in(cast.jo)
    everyone = another_browser.visit("/collected/location").main
    assert "Not agreed" in everyone
    assert why in everyone


def test_an_assessment_that_lapses_shuts_the_gate_again(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.helen)
    ready(browser, session, cast)
    asking = asked(browser, cast.daniel)
    another_browser.sign_in(cast.daniel)
    page = another_browser.visit(asking.url + "/decision")

    make.assess(session, cast, "location", Status.PUBLISHED)
    session.commit()

    another_browser.submit(page, "Record my decision", status=422, decision="approve")
    session.expire_all()
    assert register.in_force(session, clock.now()).practice("location") is None
    main = browser.visit("/desk/register/location").main
    assert "on record is IA-" in main
    assert "Ask to publish" not in main


def test_words_rewritten_after_their_checks_are_checked_anew(
    browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.helen)
    ready(browser, session, cast)
    move(browser, "draft")
    kept = words()["retention"]
    write(browser, "retention", {"retention": kept | {"label": "10 years", "days": 3652}})
    main = move(browser, "impact-check")
    assert "the words changed since they were assessed" in main
    assert "the words changed since they were consulted on" in main
    move(browser, "consultation", 422)

    make.assess(session, cast, "location", Status.PUBLISHED)
    session.commit()
    save_checks(browser)
    assert "since they were consulted on" in move(browser, "consultation")
    move(browser, "approved", 422)
    make.agreed(session, cast, "location")
    session.commit()
    save_checks(browser)
    assert "Ask to publish" in move(browser, "approved")


def test_words_put_back_as_they_were_checked_need_nothing_anew(
    browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.helen)
    ready(browser, session, cast)
    move(browser, "draft")
    write(browser, "retention", {"retention": words()["retention"] | {"days": 3652}})
    write(browser, "retention")
    for step in ("impact-check", "consultation", "approved"):
        main = move(browser, step)
    assert "Ask to publish" in main


def test_what_adds_to_a_practice_in_use_needs_checks_of_its_own(
    browser: Browser, session: Session, cast: Cast
) -> None:
    an_establishment(session)
    files.take_in(session, a_file(a_practice()))
    session.commit()
    browser.sign_in(cast.helen)
    make.assess(session, cast, "location", Status.PUBLISHED)
    session.commit()
    browser.post("/desk/register/location/draft")
    save_checks(browser)
    for step in ("impact-check", "consultation", "approved"):
        move(browser, step)

    page = browser.visit("/desk/register/location/publish")
    typed = {"headline": "records your speed.", "why": "It helps.", "reason": "Read it."}
    chosen = {"adds": "yes", "correction": "no", "approver": str(cast.daniel.id)}
    back = browser.submit(page, "Ask for approval", status=422, **typed, **chosen)
    assert "needs an assessment and a consultation of its own" in back.main

    make.agreed(session, cast, "location")
    session.commit()
    move(browser, "draft")
    save_checks(browser)
    for step in ("impact-check", "consultation", "approved"):
        move(browser, step)
    assert asked(browser, cast.daniel, adds="yes").heading == "Location in the field app"


@pytest.mark.parametrize(
    ("field", "chosen"),
    [("adds", {"adds": "no"}), ("correction", {"adds": "yes", "correction": "yes"})],
)
def test_what_adds_cannot_be_said_to_add_nothing(
    browser: Browser, session: Session, cast: Cast, field: str, chosen: dict[str, str]
) -> None:
    an_establishment(session)
    files.take_in(session, a_file(a_practice()))
    session.commit()
    browser.sign_in(cast.helen)
    browser.post("/desk/register/location/draft")
    longer = words()["retention"] | {"label": "10 years", "days": 3652}
    write(browser, "retention", {"retention": longer})
    make.assess(session, cast, "location", Status.PUBLISHED)
    make.agreed(session, cast, "location")
    session.commit()
    save_checks(browser)
    for step in ("impact-check", "consultation", "approved"):
        move(browser, step)

    page = browser.visit("/desk/register/location/publish")
    typed = {"headline": "is kept longer.", "why": "It helps.", "reason": "Read it."}
    typed |= {"correction": "no", "approver": str(cast.daniel.id)}
    back = browser.submit(page, "Ask for approval", status=422, **typed | chosen)
    assert "adds a longer time, “10 years”" in back.one(f"#{field}-error").get_text()

    assert asked(browser, cast.daniel, adds="yes").heading == "Location in the field app"


MOVES = {
    "draft": {"impact-check"},
    "impact-check": {"consultation", "draft"},
    "consultation": {"approved", "draft"},
    "approved": {"draft"},
}


@pytest.mark.parametrize("stage", MOVES)
def test_only_the_steps_there_are_can_be_taken(
    browser: Browser, session: Session, cast: Cast, stage: str
) -> None:
    browser.sign_in(cast.helen)
    checked(browser, session, cast)
    for step in ("impact-check", "consultation", "approved"):
        if stage == "draft" or list(MOVES).index(step) > list(MOVES).index(stage):
            break
        browser.post("/desk/register/location/stage", {"to": step})

    for to in (*MOVES, "ending"):
        legal = to in MOVES[stage]
        if legal and to != "draft":
            continue
        if not legal:
            browser.post("/desk/register/location/stage", {"to": to}, status=409)
    for to in sorted(MOVES[stage]):
        browser.post("/desk/register/location/stage", {"to": to})
        break
