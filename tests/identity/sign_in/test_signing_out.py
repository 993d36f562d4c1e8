"""Whoever is told that she is signed out is."""

from sqlmodel import Session, select

from app.core.db.session import reading
from app.identity.sessions.models import PortalSession
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.database import changed_schema, on_sqlite

AWAY = "ALTER TABLE portal_session RENAME TO away", "ALTER TABLE away RENAME TO portal_session"
SAME_ORIGIN = {"sec-fetch-site": "same-origin"}


def _lives() -> bool:
    with reading() as session:
        return session.exec(select(PortalSession)).one().ended_at is None


@on_sqlite
def test_a_sign_out_that_cannot_be_written_is_said_and_forgets_no_cookie(
    browser: Browser, session: Session, cast: Cast
) -> None:
    browser.sign_in(cast.amara)
    with changed_schema(*AWAY):
        refused = browser.client.post("/sign-out", headers=SAME_ORIGIN)
    assert refused.status_code == 503
    assert "set-cookie" not in refused.headers
    assert _lives()
    assert browser.get("/looked").heading == "Who looked at your data"

    done = browser.client.post("/sign-out", headers=SAME_ORIGIN)
    assert (done.status_code, done.headers["location"]) == (303, "/signed-out")
    assert not _lives()
