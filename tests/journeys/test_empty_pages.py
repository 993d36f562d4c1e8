"""Pages while nothing has happened yet: accessible, and as wide as the window."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from sqlmodel import Session

from app.identity.people.models import Person
from tests.support.database import on_sqlite
from tests.support.live import Tab

pytestmark = on_sqlite  # what a page looks like does not hang on the database

OPEN = ("/welcome", "/accessibility", "/this-site")
OWN = ("/", "/collected", "/looked", "/policies", "/updates", "/settings", "/promises", "/learn")
OFFICERS = ("/desk", "/desk/people", "/desk/policies", "/desk/policies/new")


def _read(tab: Tab, paths: tuple[str, ...]) -> None:
    for path in paths:
        tab.go(path)
        assert _headings(tab.page) == 1, path
        tab.assert_fits()
        tab.assert_accessible()


def _headings(page: Page) -> int:
    return page.get_by_role("heading", level=1).count()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_employees_can_read_their_pages(
    open_tab: Callable[..., Tab], amara: Person, session: Session, width: int, scheme: str
) -> None:
    tab = open_tab(width=width, scheme=scheme)
    _read(tab, OPEN)

    tab.sign_in(amara)

    _read(tab, OWN)


@pytest.mark.parametrize("width", [1280, 390])
def test_officers_can_read_theirs(open_tab: Callable[..., Tab], helen: Person, width: int) -> None:
    tab = open_tab(width=width)
    tab.sign_in(helen)

    _read(tab, OFFICERS)


def test_nothing_needs_scripts_or_a_wide_window(
    open_tab: Callable[..., Tab], amara: Person
) -> None:
    tab = open_tab(width=320, scripts=False)
    tab.sign_in(amara)

    for path in OWN:
        tab.go(path)
        assert _headings(tab.page) == 1, path
        tab.assert_fits()
