"""What a person reads about each kind of data that is held on her."""

import pytest
from sqlmodel import Session

from app.identity.people.models import Person
from app.identity.sources import service as sources
from app.identity.sources.queries import by_name
from app.register.file import service
from tests.support.browser import Browser
from tests.support.register import a_file, a_practice

ENDING = {
    "on": "2026-06-01",
    "fate": "The data was deleted.",
    "reason": "Done.",
    "approved_by": ["Helen Marsh", "Daniel Osei"],
}


def category(code: str) -> list[dict[str, str]]:
    return [{"id": code, "label": code, "kind": "record"}]


@pytest.fixture
def published(session: Session, amara: Person) -> None:
    sources.add(session, "field-app", system="field-app")
    service.take_in(
        session,
        a_file(
            a_practice(),
            a_practice(id="cctv", title="Cameras", system="cctv", categories=category("pictures")),
            a_practice(id="calls", scope={"units": ["Care"]}, categories=category("recordings")),
            a_practice(id="old", state="ended", ended=ENDING, categories=category("minutes")),
        ),
    )


def test_each_kind_stands_in_its_state(browser: Browser, published: None, amara: Person) -> None:
    browser.sign_in(amara)

    page = browser.get("/collected/states")

    assert page.heading == "What we hold on you, kind by kind"
    rows = {state: page.one(f"#kinds-{state}").get_text(" ", strip=True) for state in STATES[:4]}
    assert "Pictures" in rows["hidden"]
    assert "Still collected. Seen by: Dispatch desk." in rows["hidden"]
    assert "You cannot see who looked" in page.main
    assert "Live location" in rows["visible"]
    assert "You can read what it is and see who looked." in page.main
    assert "Minutes" in rows["deleted"]
    assert "Ended on 1 June 2026. The data was deleted." in rows["deleted"]
    assert "Approved by Helen Marsh and Daniel Osei." in rows["deleted"]
    assert "Recordings" in rows["not-collected"]
    assert "It is for everyone in Care." in rows["not-collected"]


STATES = ("hidden", "visible", "deleted", "not-collected", "not-known")


def test_somebody_else_has_other_states(browser: Browser, published: None, jo: Person) -> None:
    browser.sign_in(jo)

    page = browser.get("/collected/states")

    assert not page.soup.select("#kinds-hidden, #kinds-visible, #kinds-deleted")
    told = {state: page.texts(f"#kinds-{state} th[scope=row]") for state in STATES}
    assert told["not-collected"] == ["Live location", "Minutes", "Recordings"]
    assert told["not-known"] == ["Pictures"]
    assert "does not report here" in page.one("#kinds-not-known").get_text()
    assert "we cannot show that nothing of you is in it" in page.main


def test_it_is_said_not_to_be_collected_once_its_system_reports(
    browser: Browser, session: Session, published: None, jo: Person
) -> None:
    browser.sign_in(jo)
    assert "Not known" in browser.get("/collected/cctv").one("#held-list").get_text()

    sources.add(session, "cameras", system="cctv")

    held = browser.get("/collected/cctv")
    assert "Not collected" in held.one("#held-list").get_text()
    assert "Not known" not in held.main


def test_a_source_that_is_cut_off_hides_what_it_reported(
    browser: Browser, session: Session, published: None, amara: Person
) -> None:
    browser.sign_in(amara)
    assert "Visible" in browser.get("/collected/location").one("#held-list").get_text()

    source = by_name(session, "field-app")
    assert source is not None
    sources.revoke(session, source)

    page = browser.get("/collected/location")
    assert "Hidden from you" in page.one("#held-list").get_text()
    assert "Still collected." in page.main


def test_a_system_that_reports_makes_it_visible(
    browser: Browser, session: Session, published: None, amara: Person
) -> None:
    browser.sign_in(amara)
    assert "Hidden from you" in browser.get("/collected/cctv").one("#held-list").get_text()

    sources.add(session, "cameras", system="cctv")

    assert "Visible" in browser.get("/collected/cctv").one("#held-list").get_text()


def test_an_ended_practice_shows_its_receipt(
    browser: Browser, published: None, amara: Person
) -> None:
    browser.sign_in(amara)

    held = browser.get("/collected/old").one("#held-list").get_text(" ", strip=True)

    assert "Ended, with receipt" in held
    assert "The data was deleted." in held


def test_an_empty_register_says_so(browser: Browser, amara: Person) -> None:
    browser.sign_in(amara)

    assert "The register has not been published yet." in browser.get("/collected/states").main
