"""The permission used for a look: as which of the register's readers they may see this data."""

from collections.abc import Iterator

import pytest
from sqlmodel import Session

from app.core import clock
from app.core.config import settings
from tests.support.browser import Browser, Page
from tests.support.cast import Cast
from tests.support.looks import FRIDAY, a_look, a_register, a_source, report
from tests.support.looks import november as on


def entry(browser: Browser) -> Page:
    """The page of the one entry there is."""
    (link,) = browser.get("/looked?when=2026-11").soup.select(".ledger__row .quiet-link")
    return browser.get(str(link["href"]))


@pytest.fixture
def amaras(browser: Browser, session: Session, cast: Cast) -> Iterator[Browser]:
    a_register(session)
    a_source(session)
    session.commit()
    with clock.set_to(FRIDAY):
        browser.sign_in(cast.amara)
        yield browser


@pytest.mark.parametrize(
    ("looked", "said"),
    [
        ({"accessor": "E1042"}, "HR adviser: at work."),
        ({"accessor": "E1002", "seen": "leave", "purpose": "leave-approval"}, "manager: at work."),
        ({"accessor": "E1003"}, "The register does not name them among those who can see it."),
        ({"accessor": "E1001"}, "It is your own: you can always see it."),
    ],
    ids=["a reader", "her manager", "no reader", "herself"],
)
def test_an_entry_says_as_which_reader_they_may(
    amaras: Browser, looked: dict[str, str], said: str
) -> None:
    report(a_look(on(19, 9), **looked))

    page = entry(amaras)

    assert page.texts("#permission") == ["Permission used"]
    assert page.texts("#permission + dl dt") == ["Your HR record"]
    assert page.texts("#permission + dl dd") == [said]
    assert page.link("Your HR record").endswith("/collected/hr-record")


def test_where_only_units_are_shown_it_does_not_say_who_they_are(
    amaras: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(a_look(on(19, 9)))
    monkeypatch.setenv("DAYLIGHT_NAME_DISPLAY", "unit")
    settings.cache_clear()

    page = entry(amaras)

    (said,) = page.texts("#permission + dl dd")
    assert said.startswith("You are shown their unit only")
    assert "HR adviser" not in page.main


def test_data_that_no_practice_names_has_no_permission_to_show(amaras: Browser) -> None:
    report(a_look(on(19, 9), seen="shoe-size"))

    page = entry(amaras)

    assert page.texts("#permission") == []
    assert page.heading.startswith("Entry of 19 November")
