"""``/desk/requests/{reference}/sources`` and ``/release``: hers alone, and faults said at once."""

from pathlib import Path

import pytest
from sqlmodel import Session

from tests.support.answer_acts import in_the_house
from tests.support.answers import work
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.requests import taken


@pytest.fixture
def objects(session: Session, cast: Cast, tmp_path: Path) -> dict[str, str]:
    return in_the_house(session, cast, tmp_path)


def test_a_source_is_asked_again_or_left_out_by_whoever_has_the_request(
    browser: Browser, session: Session, cast: Cast, objects: dict[str, str]
) -> None:
    at = f"/desk/requests/{objects['missing']}/sources"
    for person in (cast.daniel, cast.amara, cast.tom):
        browser.sign_in(person)
        for part in ("hr-old/asking", "payroll/leaving-out"):
            status = 404 if person is cast.daniel else 403
            browser.post(f"{at}/{part}", {"reason": "No."}, status=status)
    browser.sign_in(cast.helen)
    page = browser.visit(at)
    browser.post(f"{at}/unknown/asking", status=404)
    wrong = browser.submit(page, "Answer without payroll", status=422, reason="")
    assert "Say why it is left out." in wrong.main
    left = browser.submit(page, "Answer without payroll", reason="It was switched off.")
    assert "Left out" in left.main
    assert "It was switched off." in left.main
    asked = browser.submit(left, "Ask hr-old again")
    assert "It is asked again." in asked.text


def test_what_is_asked_for_needs_its_words(browser: Browser, session: Session, cast: Cast) -> None:
    request = taken(session, cast.amara, cast.helen)
    browser.sign_in(cast.helen)
    page = browser.visit(f"/desk/requests/{request.reference}/sources")
    for typed, said in (
        ({"terms": ""}, "Write at least one word"),
        ({"since": "2026-05-01", "until": "2026-04-01"}, "The last day is before the first."),
        ({"terms": "\n".join(map(str, range(21)))}, "Write up to 20 lines"),
    ):
        assert said in browser.submit(page, "Ask them now", status=422, **typed).main
    asked = browser.submit(page, "Ask them now")
    assert "The sources are being asked." in asked.text
    work(session)
    assert "Answered" in browser.visit(asked.url).main


def test_two_who_write_the_letter_see_what_the_other_saved(
    browser: Browser, session: Session, cast: Cast, objects: dict[str, str]
) -> None:
    browser.sign_in(cast.helen)
    at = f"/desk/requests/{objects['ready']}/release/letter"
    one, other = browser.visit(at), browser.visit(at)
    browser.submit(one, "Save the letter", retention="For a year.")
    stale = browser.submit(other, "Save the letter", status=422, retention="For a month.")
    assert "Compare both before you save." in stale.main
    assert "For a year." in stale.main
    assert "For a month." in stale.main


def test_a_request_that_is_not_answered_with_a_copy_has_no_release(
    browser: Browser, session: Session, cast: Cast, objects: dict[str, str]
) -> None:
    browser.sign_in(cast.helen)
    browser.get("/desk/requests/REQ-NONE-NONE/release", status=404)
    page = browser.visit(f"/desk/requests/{objects['whole']}/release")
    for each in ("every source has answered", "every document is checked"):
        assert each in page.main.lower()
    wrong = browser.submit(page, "Ask for approval", status=422, outcome="partly", reason="")
    assert "Say why not everything is granted." in wrong.main
    asked = browser.submit(
        page, "Ask for approval", outcome="granted", approver=str(cast.daniel.id)
    )
    assert "Every covered passage" in asked.main
    scope = asked.one("#scope").get_text(" ", strip=True)
    assert "Data Everything that is held Dates No limit Searched for E1001" in scope
