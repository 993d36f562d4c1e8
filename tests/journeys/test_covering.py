"""An officer reads and covers three documents with the keyboard alone, with scripts and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, select

from app.answers.covering import queries as covering
from app.answers.gathering.models import Gathering
from tests.support.cast import Cast
from tests.support.covering import SHIFT, a_document, a_gathering
from tests.support.live import Tab
from tests.support.requests import taken

FOCUSED = "() => document.activeElement.id"


@pytest.fixture
def path(session: Session, cast: Cast) -> str:
    """Amara's request, which Helen has: two messages that name Craig, one that names nobody."""
    request = taken(session, cast.amara, cast.helen)
    made = a_gathering(session, request, cast.helen)
    a_document(session, made)
    a_document(session, made, SHIFT.replace("Friday", "Monday"))
    a_document(session, made, "Rota for September.\n", suggest=())
    return f"/desk/requests/{request.reference}"


def _tab_to(page: Page, role: str, name: str) -> None:
    """Press Tab until the control has the focus."""
    wanted = page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
    for _press in range(60):
        page.keyboard.press("Tab")
        if wanted.first.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError(f"no way to {name} with the Tab key")


def _press(page: Page, button: str) -> None:
    _tab_to(page, "button", button)
    page.keyboard.press("Enter")
    page.wait_for_load_state()


@pytest.mark.parametrize("scripts", [True, False])
def test_three_documents_are_checked_with_the_keyboard(
    open_tab: Callable[..., Tab], session: Session, cast: Cast, path: str, scripts: bool
) -> None:
    tab = open_tab(scripts=scripts)
    tab.sign_in(cast.helen)
    page = tab.page
    tab.go(f"{path}/documents/1")

    _tab_to(page, "checkbox", "Do the same with 3 other passages of this request that say so")
    page.keyboard.press("Space")
    _press(page, "Save and go to next")
    expect(page.locator(".passage--covered")).to_have_count(2)
    assert page.evaluate(FOCUSED) == "next"

    for number in (2, 3):
        _press(page, "Mark as checked and go to next")
        expect(page.get_by_text(f"Document {number} of 3.")).to_be_visible()
        assert page.evaluate(FOCUSED) == "next"
    _press(page, "Mark as checked and go to next")

    expect(page.get_by_text("3 of 3 checked.")).to_be_visible()
    gathering = session.exec(select(Gathering)).one()
    assert covering.totals(session, gathering) == (3, 3, 4)


def test_a_passage_is_left_in_with_the_arrow_keys(
    open_tab: Callable[..., Tab], cast: Cast, path: str
) -> None:
    tab = open_tab()
    tab.sign_in(cast.helen)
    tab.go(f"{path}/documents/1")
    _tab_to(tab.page, "radio", "Cover it")
    tab.page.keyboard.press("ArrowRight")
    _press(tab.page, "Save and go to next")
    expect(tab.page.locator(".passage--left")).to_have_count(1)
    expect(tab.page.locator(".passage--here")).to_have_count(1)


@pytest.mark.parametrize(
    "part",
    [
        "",
        "/documents",
        "/documents/1",
        "/documents/1/others",
        "/documents/1/exemption",
        "/redactions",
    ],
)
def test_every_page_of_it_is_readable_by_everybody(
    open_tab: Callable[..., Tab], cast: Cast, path: str, part: str
) -> None:
    tab = open_tab()
    tab.sign_in(cast.helen)
    tab.go(f"{path}/documents/1")
    tab.page.get_by_role("button", name="Save and go to next").click()
    tab.go(path + part)
    for width in (1280, 390, 320):
        tab.page.set_viewport_size({"width": width, "height": 900})
        tab.page.emulate_media(color_scheme="light")
        tab.assert_accessible()
        tab.assert_fits()
        tab.page.emulate_media(color_scheme="dark")
        tab.assert_colours_readable()
