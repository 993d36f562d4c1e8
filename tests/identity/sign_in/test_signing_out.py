"""Whoever is told that she is signed out is, at the provider too."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.core import clock
from app.core.db.session import reading, writing
from app.identity.people.models import Person
from app.identity.roles.models import Role, RoleGrant
from app.identity.sessions import service as sessions
from app.identity.sessions.models import EndReason, PortalSession
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.database import changed_schema, on_sqlite
from tests.support.make import JOINED
from tests.support.providers.journey import sign_in
from tests.support.providers.scripted import ScriptedProvider

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


@pytest.mark.parametrize(
    ("roles", "idle", "why"),
    [
        ((), 1, EndReason.SIGNED_OUT),
        ((), 31, EndReason.IDLE),
        ((Role.OFFICER,), 16, EndReason.IDLE),
        ((), 8 * 60 + 1, EndReason.TOO_OLD),
    ],
)
def test_who_signs_out_after_the_session_is_over_is_led_to_the_provider_too(
    browser: Browser,
    session: Session,
    provider: ScriptedProvider,
    roles: tuple[Role, ...],
    idle: int,
    why: EndReason,
) -> None:
    person = session.exec(select(Person).where(Person.employee_id == "E1001")).one()
    session.add_all(RoleGrant(person_id=person.id, role=role, granted_at=JOINED) for role in roles)
    session.commit()
    sign_in(browser, provider)

    with clock.set_to(clock.now() + timedelta(minutes=idle)):
        page = browser.follow(browser.post("/sign-out"))

    assert "logout_hint=s-1" in page.link("Go on to sign out everywhere")
    with reading() as reader:
        assert reader.exec(select(PortalSession)).one().end_reason is why
    sign_in(browser, provider)
    assert (
        "logout_hint=s-1" in browser.follow(browser.post("/sign-out")).response.headers["refresh"]
    )


def test_who_was_signed_out_from_elsewhere_is_led_to_the_provider_too(
    browser: Browser, provider: ScriptedProvider
) -> None:
    sign_in(browser, provider)
    with writing() as own:
        found = own.exec(select(PortalSession, Person).join(Person)).one()
        sessions.end(own, found[1], found[0].id)

    page = browser.follow(browser.post("/sign-out"))

    assert "logout_hint=s-1" in page.link("Go on to sign out everywhere")


@pytest.mark.parametrize("cookie", [None, "", "nobodys"])
def test_who_never_signed_in_is_handed_over_to_nobody(
    browser: Browser, provider: ScriptedProvider, cookie: str | None
) -> None:
    if cookie is not None:
        browser.client.cookies.set(sessions.cookie(), cookie, domain="127.0.0.1", path="/")
    page = browser.follow(browser.post("/sign-out"))
    assert page.link("Sign in again").endswith("/sign-in")

    sign_in(browser, provider)
    assert browser.follow(browser.post("/sign-out")).link("Go on to sign out everywhere")
