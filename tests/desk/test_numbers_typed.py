"""An employee number that an officer types: she learns nothing of it without its owner knowing."""

from uuid import uuid4

import pytest
from sqlmodel import Session

from app.access_log import portal
from app.access_log import queries as log
from app.access_log.errors import LogUnavailableError
from app.identity.people.models import Person
from tests.support.browser import Browser, Page
from tests.support.cast import Cast
from tests.support.looks import a_register

WHY = {"purpose": "answer-question", "ticket": "Q-2207"}


def acts_at(session: Session, person: Person) -> list[str]:
    """What was done with a person's data, the latest first."""
    session.expire_all()
    return [look.action for look in log.entries_about(session, person)]


def preview(browser: Browser, number: str, status: int = 200, **more: str) -> Page:
    query = "&".join(f"{name}={value}" for name, value in ({"person": number} | WHY | more).items())
    return browser.get(f"/desk/looks/new?{query}", status=status)


def sent(browser: Browser, number: str, status: int = 303, **more: str) -> Page:
    """The form that opens a case, sent without having seen its preview."""
    fields = {"person": number, "form_key": str(uuid4())} | WHY | more
    return browser.post("/desk/looks", fields, status=status)


def test_a_number_typed_is_a_search_its_owner_can_read(
    browser: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    a_register(session)
    browser.sign_in(cast.helen)

    assert "This is what they will read" in preview(browser, "E1001").main

    assert acts_at(session, cast.amara) == ["search"]
    another_browser.sign_in(cast.amara)
    assert "your name came up in a search" in another_browser.visit("/looked").main.casefold()


def test_whoever_came_up_in_a_search_is_not_told_again(
    browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.helen)
    found = browser.submit(browser.visit("/desk/people"), "Find", name="Amara")

    draft = browser.click(found, "Open a case")
    shown = browser.submit(draft, "Show the sentence", **WHY)
    again = browser.submit(shown, "Show the sentence", **WHY)
    browser.submit(again, "Write this and look")

    assert acts_at(session, cast.amara) == ["view", "search"]


def test_another_number_in_the_same_form_is_a_search_of_its_own(
    browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.helen)
    found = browser.submit(browser.visit("/desk/people"), "Find", name="Amara")
    draft = browser.click(found, "Open a case")

    browser.submit(draft, "Show the sentence", **WHY, person="E1003")

    assert acts_at(session, cast.jo) == ["search"]


def test_a_mark_counts_for_one_officer_in_one_session(
    browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.helen)
    mark = str(preview(browser, "E1003").soup.select("[name=found]")[0]["value"])
    preview(browser, "E1003", found=mark)
    assert acts_at(session, cast.jo) == ["search"]

    browser.sign_in(cast.daniel)
    preview(browser, "E1003", found=mark)
    browser.sign_in(cast.helen)
    preview(browser, "E1003", found=mark)

    assert acts_at(session, cast.jo) == ["search"] * 3


@pytest.mark.parametrize("asks", [preview, sent], ids=["preview", "sent"])
def test_a_refusal_that_tells_of_somebody_is_told_to_her(
    browser: Browser, session: Session, cast: Cast, asks: object
) -> None:
    """Whoever may not be looked at: herself, in whose case it is plain to see."""
    browser.sign_in(cast.helen)

    own = asks(browser, "E1005", status=422)  # type: ignore[operator]
    nobody = asks(browser, "E9999", status=422)  # type: ignore[operator]

    assert "You cannot open your own data" in own.main
    assert "Nobody with that employee number works here." in nobody.main
    assert acts_at(session, cast.helen) == ["search"]


def test_a_case_opened_without_a_preview_tells_of_nobody_unlogged(
    browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.helen)

    key = str(uuid4())
    opened = sent(browser, "E1001", form_key=key)
    used = sent(browser, "E1003", form_key=key, status=422)

    assert acts_at(session, cast.amara) == ["search"]
    assert "This form was already sent with other answers." in used.main
    assert acts_at(session, cast.jo) == ["search"]
    browser.follow(opened)
    assert acts_at(session, cast.amara) == ["view", "search"]


def test_a_form_half_filled_in_asks_for_nobody(
    browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.helen)

    for number in ("E1001", "E9999"):
        page = preview(browser, number, status=422, ticket="")
        assert page.texts(".error-summary a") == [
            "Enter the reference of what you are answering, up to 60 letters."
        ]

    assert acts_at(session, cast.amara) == []
    preview(browser, "E1001")
    assert acts_at(session, cast.amara) == ["search"]


def test_while_the_log_is_away_no_number_is_anybodys(
    browser: Browser, session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_what: object) -> None:
        raise LogUnavailableError

    browser.sign_in(cast.helen)
    with monkeypatch.context() as broken:
        broken.setattr(portal, "record_in", away)
        refused = preview(browser, "E1001", status=503), sent(browser, "E1001", status=503)

    assert not any("they will read" in page.main for page in refused)
    assert "This is what they will read" in preview(browser, "E1001").main
