"""Even where nothing is, the page is a good one."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlmodel import Session

from app.core import clock
from tests.support.cast import Cast
from tests.support.database import changed_schema, on_sqlite
from tests.support.live import Tab
from tests.support.looks import a_look, a_register, a_source, report

pytestmark = on_sqlite  # what a page looks like does not hang on the database


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_a_page_that_is_not_there_is_readable_everywhere(
    open_tab: Callable[..., Tab], width: int, scheme: str, scripts: bool
) -> None:
    tab = open_tab(width=width, scheme=scheme, scripts=scripts)

    tab.go("/no-such-page", status=404)

    assert tab.page.get_by_role("heading", level=1).is_visible()
    tab.assert_fits()
    if scripts:
        tab.assert_accessible()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark"), (390, "light")])
def test_what_stands_in_the_place_of_an_entry_is_readable_everywhere(
    open_tab: Callable[..., Tab], session: Session, cast: Cast, width: int, scheme: str
) -> None:
    a_register(session)
    a_source(session)
    tab = open_tab(width=width, scheme=scheme)
    report(a_look(clock.now() - timedelta(minutes=5)))
    tab.sign_in(cast.amara)
    tab.go("/looked")
    more = tab.page.locator(".ledger__row .quiet-link").first.get_attribute("href")
    assert more

    with changed_schema("ALTER TABLE entry RENAME TO away", "ALTER TABLE away RENAME TO entry"):
        tab.go(more)
        expect(tab.page.get_by_role("heading", level=1)).to_have_text(
            "We cannot show this at the moment"
        )
        tab.assert_fits()
        tab.assert_accessible()
        tab.page.set_viewport_size({"width": 320, "height": 800})
        tab.assert_fits()

    tab.go(more)
    expect(tab.page.get_by_role("heading", level=1)).to_contain_text("Entry of")
