"""What is refused is refused as a page, in plain words, and says what can be done next."""

from sqlmodel import Session, func, select

from app.core.db.session import reading
from app.core.web.bodies import MOST_BYTES
from app.notifications.models import Update
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.database import changed_schema, on_sqlite

CROSSED = {"sec-fetch-site": "cross-site"}
OURS = {"sec-fetch-site": "same-origin"}


def test_what_is_refused_before_any_route_is_refused_as_a_page(
    browser: Browser, cast: Cast
) -> None:
    browser.sign_in(cast.amara)
    too_large = b"theme=" + b"x" * MOST_BYTES
    for status, words, how in (
        (413, "what you typed is still there", {"content": too_large, "headers": OURS}),
        (403, "Another site sent this, so nothing was done.", {"headers": CROSSED}),
        (400, "This address is not the portal’s", {"headers": OURS | {"host": "x.example"}}),
    ):
        assert words in browser.ask("POST", "/settings", status, **how).main  # type: ignore[arg-type]
    said = browser.post("/looked", status=405).main
    assert "This address cannot be used in that way." in said
    page = browser.visit("/settings")
    assert browser.submit(page, "Save my settings").texts(".flash") == ["Saved."]


@on_sqlite
def test_trouble_offers_to_try_again_only_what_can_be_asked_again(
    browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.amara)
    with changed_schema(
        'ALTER TABLE "update" RENAME TO away', 'ALTER TABLE away RENAME TO "update"'
    ):
        asked = browser.get("/updates?unread=1", status=503)
        assert "Try again" in [a.get_text() for a in asked.soup.select("main a")]
        sent = browser.ask("POST", "/updates/read", 503, headers=OURS)
        assert "Try again" not in [a.get_text() for a in sent.soup.select("main a")]
        assert "Go back in your browser and send it again" in sent.main
    with reading() as other:
        assert other.exec(select(func.count()).select_from(Update)).one() == 0
    browser.get("/updates")
    assert browser.ask("POST", "/updates/read", 303, headers=OURS)


def test_a_program_is_told_its_errors_as_a_list(browser: Browser, cast: Cast) -> None:
    answer = browser.client.post("/api/v1/access-events", json=[])
    assert answer.status_code == 401
    (error,) = answer.json()["errors"]
    assert error == {"message": answer.json()["detail"]}
