from datetime import UTC, datetime

import pytest
from sqlmodel import Session, select

from app.core import clock
from app.core.config import settings
from app.identity.people.models import EmailDigest, Person, Preference, TextSize, Theme
from app.identity.people.queries import preference_of
from app.identity.sessions.models import EndReason, PortalSession
from app.notifications.models import Mail
from tests.support import sign_in
from tests.support.browser import Browser
from tests.support.database import on_both

CHOSEN = {
    "theme": "dark",
    "text_size": "larger",
    "language": "en",
    "time_zone": "Asia/Tokyo",
    "email_digest": "daily",
}


@on_both
def test_what_is_chosen_is_kept_and_shows_at_once(
    browser: Browser, session: Session, amara: Person
) -> None:
    browser.sign_in(amara)
    page = browser.get("/settings")
    assert page.one("html")["data-theme"] == "device"

    page = browser.submit(page, "Save my settings", **CHOSEN)

    assert "Saved." in page.text
    assert (page.one("html")["data-theme"], page.one("html")["data-text"]) == ("dark", "larger")
    assert page.one("#time_zone option[selected]")["value"] == "Asia/Tokyo"
    kept = preference_of(session, amara.id)
    assert (kept.theme, kept.text_size) == (Theme.DARK, TextSize.LARGER)
    assert (kept.time_zone, kept.email_digest) == ("Asia/Tokyo", EmailDigest.DAILY)


def test_saved_as_it_stands_nothing_changes_but_that_it_is_a_choice(
    browser: Browser, session: Session, amara: Person
) -> None:
    browser.sign_in(amara)
    browser.submit(browser.get("/settings"), "Save my settings")

    kept = session.exec(select(Preference)).one()
    assert kept.model_dump() == Preference(person_id=amara.id).model_dump()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("theme", "pink"),
        ("email_digest", "hourly"),
        ("time_zone", "Europe/Atlantis"),
        ("language", "xx"),
        ("theme", ""),
    ],
)
def test_what_was_not_offered_is_refused_and_nothing_is_kept(
    browser: Browser, session: Session, amara: Person, field: str, value: str
) -> None:
    browser.sign_in(amara)
    page = browser.post("/settings", CHOSEN | {field: value}, status=422)

    assert page.one(f"#{field}")
    assert page.soup.select(".error-summary")
    assert session.exec(select(Preference)).all() == []


def test_a_field_of_ones_own_making_is_refused(browser: Browser, amara: Person) -> None:
    browser.sign_in(amara)
    browser.post("/settings", CHOSEN | {"role": "officer"}, status=422)
    browser.post("/settings", CHOSEN, status=303)


def test_required_notices_are_said_not_to_be_turned_off(browser: Browser, amara: Person) -> None:
    browser.sign_in(amara)
    main = browser.get("/settings").main
    assert "required by law" in main
    assert "They cannot be turned off." in main


def test_a_session_elsewhere_is_ended_from_here(
    browser: Browser, session: Session, amara: Person
) -> None:
    sign_in.a_session(amara, user_agent="Mozilla/5.0 (X11; Linux) Firefox/130.0")
    browser.sign_in(amara)
    page = browser.get("/settings")
    assert len(page.texts("#signed-in ~ .ledger tbody tr")) == 2
    assert page.texts(".ledger .tag") == ["This one"]

    page = browser.submit(page, "End this session")

    assert "That session is ended." in page.text
    assert len(page.texts("#signed-in ~ .ledger tbody tr")) == 1
    reasons = session.exec(select(PortalSession.end_reason)).all()
    assert sorted(filter(None, reasons)) == [EndReason.ENDED_ELSEWHERE]


def test_somebody_elses_session_is_not_found(
    browser: Browser, session: Session, amara: Person, tom: Person
) -> None:
    sign_in.a_session(tom)
    browser.sign_in(amara)
    his = session.exec(select(PortalSession).where(PortalSession.person_id == tom.id)).one()

    browser.post(f"/settings/sessions/{his.id}/end", status=404)

    session.expire_all()
    assert session.exec(select(PortalSession.ended_at)).all() == [None, None]


def test_a_mailbox_that_refuses_mail_is_said(
    browser: Browser, session: Session, amara: Person, tom: Person
) -> None:
    now = datetime(2026, 11, 19, 7, tzinfo=UTC)
    browser.sign_in(amara)
    browser.get("/settings")
    refused = {"written_at": now, "due_at": now, "refused_at": now, "required": False}
    session.add(Mail(person_id=amara.id, key="k", **refused))

    page = browser.get("/settings")
    assert (
        "We could not deliver mail to e1001@example.com on Thursday 19 November 2026" in page.main
    )
    browser.sign_in(tom)
    assert "could not deliver" not in browser.get("/settings").main


def test_without_a_mail_server_it_is_said(
    browser: Browser, amara: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.sign_in(amara)
    assert "does not send mail at the moment" in browser.get("/settings").main
    monkeypatch.setenv("DAYLIGHT_SMTP_URL", "smtp://127.0.0.1:2525")
    settings.cache_clear()
    assert "does not send mail" not in browser.get("/settings").main


BY_SEVEN = "They come by 7am the next day."
THEY_WAIT = "Until mail can come to you, they wait in your updates"


def test_who_has_no_address_is_told_that_no_mail_comes(
    browser: Browser, session: Session, amara: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.sign_in(amara)
    page = browser.get("/settings").main
    assert THEY_WAIT in page  # there is no mail server
    assert BY_SEVEN not in page
    monkeypatch.setenv("DAYLIGHT_SMTP_URL", "smtp://127.0.0.1:2525")
    settings.cache_clear()
    address, amara.email = amara.email, ""
    session.add(amara)

    page = browser.submit(browser.get("/settings"), "Save my settings", **CHOSEN).main
    assert "We have no e-mail address of yours" in page
    assert THEY_WAIT in page
    assert BY_SEVEN not in page

    amara.email = address
    session.add(amara)
    page = browser.get("/settings").main
    assert "We have no e-mail address" not in page
    assert THEY_WAIT not in page
    assert BY_SEVEN in page
    assert preference_of(session, amara.id).email_digest is EmailDigest.DAILY


def test_moments_are_shown_in_the_chosen_zone(browser: Browser, amara: Person) -> None:
    with clock.set_to(datetime(2026, 11, 19, 20, 30, tzinfo=UTC)):
        browser.sign_in(amara)
        page = browser.get("/settings")
        assert "Today at 8:30pm" in page.main
        page = browser.submit(page, "Save my settings", time_zone="Asia/Tokyo")
        assert "Today at 5:30am" in page.main


def test_signed_out_visitors_sign_in_first(browser: Browser) -> None:
    assert browser.get("/settings", status=303).location == "/sign-in?next=%2Fsettings"
