"""A page that refuses is still a whole page: it knows who reads it and where else to go."""

import pytest
from sqlmodel import Session

from app.notifications import service
from app.notifications.models import Kind
from tests.support.browser import Browser
from tests.support.cast import Cast

ODD = "/looked/%E2%80%AEgnp"  # with a mark that turns the direction of writing


@pytest.fixture
def told(session: Session, cast: Cast) -> Cast:
    """Amara has two updates to read."""
    for about in ("1", "2"):
        service.tell(session, [cast.amara.id], Kind.LOOK, about=about)
    session.commit()
    return cast


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/no-such-page", 404),
        ("/looked/none", 404),
        (ODD, 404),
        ("/desk", 403),
        ("/this-site", 200),
        ("/verify", 200),
    ],
)
def test_every_page_keeps_the_header_of_whoever_reads_it(
    browser: Browser, told: Cast, path: str, status: int
) -> None:
    browser.sign_in(told.amara)

    page = browser.get(path, status=status)

    assert page.texts(".header__updates .badge") == ["2 unread"]
    assert page.texts(".navigation__link")[0] == "Home"


@pytest.mark.parametrize("path", ["/no-such-page", "/looked/none", ODD])
def test_what_is_not_there_offers_search_and_four_links(
    browser: Browser, cast: Cast, path: str
) -> None:
    browser.sign_in(cast.amara)

    page = browser.get(path, status=404)

    assert page.form("Search")["action"] == "/search"
    four = [str(link["href"]) for link in page.soup.select("main li a")]
    assert four == ["/", "/collected", "/looked", "/choices"]
    for address in four:
        browser.get(address)


def test_nobody_is_offered_what_anybody_may_read(browser: Browser) -> None:
    page = browser.get("/no-such-page", status=404)

    four = [str(link["href"]) for link in page.soup.select("main li a")]
    assert four == ["/welcome", "/this-site", "/verify", "/accessibility"]
    for address in four:
        browser.get(address)


def test_a_form_sent_to_nowhere_is_refused_as_a_page(browser: Browser, told: Cast) -> None:
    browser.sign_in(told.amara)

    assert browser.post("/no-such-page", status=404).texts(".badge") == ["2 unread"]
    assert browser.post("/looked", status=405).texts(".header .badge") == ["2 unread"]
