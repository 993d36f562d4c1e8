"""Nobody is signed in by a provider that is hostile, broken or badly configured."""

import pytest
from sqlmodel import Session, col, select

from app.core.db.session import reading
from app.identity.sessions import service as sessions
from app.identity.sessions.models import PortalSession
from app.identity.sign_in import service
from app.identity.sign_in.models import SignInEvent
from tests.identity.sign_in.hostile_cases import Case, cases
from tests.support.browser import Browser
from tests.support.providers.journey import come_back, sign_in
from tests.support.providers.scripted import ISSUER, ScriptedProvider

CASES = list(cases())


def test_every_hostile_answer_is_refused_and_the_next_good_one_accepted(
    browser: Browser, provider: ScriptedProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("httpx2._urlparse.MAX_URL_LENGTH", 2**20)  # what a hostile client sends
    ran = 0
    faults: list[str] = []
    for case in CASES:
        fault = _refusal(case, browser, provider, monkeypatch) or _control(browser, provider)
        if fault:
            faults.append(f"{case.name}: {fault}")
        ran += 1

    assert not faults, "\n".join(faults)
    assert ran == len({case.name for case in CASES})
    assert ran >= 100
    assert all(case.reason for case in CASES), "a case that takes any reason"
    # 503 is for what the provider cannot do or say; nothing else is a fault of a server
    assert {case.status for case in CASES} == {400, 401, 403, 503}
    faults_of_the_provider = ("provider_", "discovery_", "jwks_", "token_answer", "code_refused")
    assert all(c.reason.startswith(faults_of_the_provider) for c in CASES if c.status == 503)
    assert provider.hosts == {ISSUER.removeprefix("https://")}, "the portal was sent elsewhere"


def _refusal(
    case: Case, browser: Browser, provider: ScriptedProvider, patch: pytest.MonkeyPatch
) -> str:
    """What is wrong with how a case was refused; nothing if nothing is."""
    party = provider.relying_party()
    patch.setattr(service, "relying_party", lambda: party)
    service._limiter.cache_clear()
    browser.sign_out()
    case.bend(provider)
    with reading() as session:
        before = len(session.exec(select(PortalSession.id)).all())
    begun = browser.client.get(case.url)
    if begun.status_code == 303:
        answer = provider.authorise(begun.headers["location"])
        page = come_back(browser, case.answer(answer))
    else:
        page = browser.get(case.url, status=begun.status_code)
    with reading() as session:
        event = _newest(session)
        signed_in = len(session.exec(select(PortalSession.id)).all()) > before
    if page.status != case.status:
        return f"status {page.status}, reason {event and event.reason_code}"
    if event is None or event.incident not in page.text or event.status != case.status:
        return "no event with the page's incident"
    if not event.reason_code.startswith(case.reason) or event.reason_code == "unforeseen":
        return f"reason {event.reason_code} ({event.detail})"
    if sessions.cookie() in browser.client.cookies or signed_in:
        return "a session began"
    return ""


def _control(browser: Browser, provider: ScriptedProvider) -> str:
    """A good sign-in right after, with the same portal."""
    provider.behave()
    try:
        sign_in(browser, provider)
    except AssertionError as failed:
        return f"the control failed: {str(failed)[:200]}"
    return "" if sessions.cookie() in browser.client.cookies else "the control has no cookie"


def _newest(session: Session) -> SignInEvent | None:
    newest = select(SignInEvent).order_by(col(SignInEvent.id).desc())
    return session.exec(newest.limit(1)).first()
