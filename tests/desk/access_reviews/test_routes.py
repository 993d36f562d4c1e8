"""An officer checks who can look; everyone reads when that was and what was decided."""

from collections.abc import Iterator

import pytest
from sqlmodel import Session

from app.core import clock
from app.register import service as publishing
from app.register.file import service
from app.register.models import Origin
from app.register.queries import in_force
from app.register.schemas import VersionNote
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.looks import FRIDAY
from tests.support.register import a_file, a_practice

READERS = [
    {"label": "Dispatch desk", "when": "live", "role": "Dispatcher"},
    {"label": "Area managers", "when": "on request", "role": "Field manager"},
]
PATH = "/desk/access-reviews/location"
ANSWERS = {
    "verdict_0": "keep",
    "reason_0": "They send help.",
    "verdict_1": "narrow",
    "reason_1": "Only after an incident.",
    "next_review_on": "2027-05-20",
}


@pytest.fixture
def at_the_desk(browser: Browser, session: Session, cast: Cast) -> Iterator[Browser]:
    service.take_in(session, a_file(a_practice(readers=READERS)))
    with clock.set_to(FRIDAY):
        browser.sign_in(cast.helen)
        yield browser


def test_a_check_stands_on_the_practice_for_everyone(
    at_the_desk: Browser, another_browser: Browser, cast: Cast
) -> None:
    another_browser.sign_in(cast.amara)
    before = another_browser.get("/collected/location").main
    index = at_the_desk.get("/desk/access-reviews")
    page = at_the_desk.visit(index.link("Check Location in the field app"))
    assert "This does not change who can look." in page.main
    answer = at_the_desk.submit(page, "Write this check down", **ANSWERS)
    after = another_browser.get("/collected/location").main

    assert "Nobody has checked yet" in before
    assert "Your check is written down." in answer.main
    assert "Helen Marsh checked version 1." in answer.main
    assert "Last checked who can look: 20 November." in after
    assert "Area managers: to see less. Only after an incident." in after
    assert "It holds from the day a new version is published." in after


def test_a_version_published_since_ends_what_was_to_change(
    at_the_desk: Browser, session: Session
) -> None:
    page = at_the_desk.get(PATH)
    at_the_desk.submit(page, "Write this check down", **ANSWERS)
    practice = in_force(session, FRIDAY).practice("location")
    assert practice is not None
    words = practice.document.model_copy(update={"readers": practice.document.readers[:1]})
    note = VersionNote(**practice.version.note.model_dump() | {"number": 2})
    publishing.publish(session, words, note, Origin.PORTAL)

    after = at_the_desk.get("/collected/location").main

    assert "Last checked who can look: 20 November. A new version was published since." in after
    assert "to see less" not in after


def test_what_is_missing_is_named_and_what_was_typed_is_kept(at_the_desk: Browser) -> None:
    page = at_the_desk.get(PATH)
    wrong = at_the_desk.submit(
        page,
        "Write this check down",
        status=422,
        **{**ANSWERS, "verdict_1": "", "reason_0": "", "next_review_on": "2026-11-20"},
    )
    past = at_the_desk.submit(
        page, "Write this check down", status=422, **{**ANSWERS, "next_review_on": "2026-11-20"}
    )

    assert "Choose whether they still need to look." in wrong.main
    assert "Say why, in 3 to 600 letters." in wrong.main
    assert "Only after an incident." in wrong.main
    assert past.texts(".error-summary li") == ["Choose a day after today and within a year."]
    assert "None yet." in past.main


def test_a_form_about_words_that_have_changed_is_refused(
    at_the_desk: Browser, session: Session
) -> None:
    page = at_the_desk.get(PATH)
    practice = in_force(session, FRIDAY).practice("location")
    assert practice is not None
    words = practice.document.model_copy(update={"readers": practice.document.readers[:1]})
    note = VersionNote(**practice.version.note.model_dump() | {"number": 2})
    publishing.publish(session, words, note, Origin.PORTAL)

    refused = at_the_desk.submit(page, "Write this check down", status=409, **ANSWERS)

    assert "has changed since you opened it" in refused.main


def test_what_is_not_in_use_has_no_readers_to_check(at_the_desk: Browser) -> None:
    at_the_desk.get("/desk/access-reviews/robots", status=404)
    assert at_the_desk.get(PATH).heading == "Who can look: Location in the field app"


def test_others_do_not_check(at_the_desk: Browser, cast: Cast) -> None:
    for person in (cast.amara, cast.ines, cast.viktor, cast.ewan):
        at_the_desk.sign_in(person)
        at_the_desk.get(PATH, status=403)
        at_the_desk.post(PATH, ANSWERS, status=403)
    at_the_desk.sign_in(cast.daniel)
    at_the_desk.get(PATH)
