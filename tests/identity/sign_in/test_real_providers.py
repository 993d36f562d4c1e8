"""Signing in with providers that were not written here, over HTTP."""

from collections.abc import Iterator

import httpx2
import pytest
from sqlmodel import Session

from app.core.config import settings
from app.identity.people.models import Person
from app.identity.sessions import service as sessions
from app.identity.sign_in import service
from tests.support.browser import Browser
from tests.support.providers import real

CALLBACK = "http://127.0.0.1:8000/sign-in/callback"
SIGNED_OUT = "http://127.0.0.1:8000/signed-out"
MINE = "/sign-in/kept/00000000-0000-7000-8000-000000000000"  # for whoever is signed in


@pytest.fixture
def jar() -> Iterator[httpx2.Client]:
    """The browser's other half: its visits to the provider."""
    with httpx2.Client(follow_redirects=False) as opened:
        yield opened


@pytest.fixture
def amara(session: Session) -> None:
    session.add(
        Person(
            employee_id="E1001",
            name="Amara Okafor",
            unit="Field operations",
            role_title="Field engineer",
            establishment="leith",
            work_setting="field",
        )
    )
    session.commit()


def _use(provider: real.Provider, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("DAYLIGHT_OIDC_ISSUER", provider.issuer)
    patch.setenv("DAYLIGHT_OIDC_CLIENT_ID", real.CLIENT_ID)
    patch.setenv("DAYLIGHT_OIDC_CLIENT_SECRET", real.CLIENT_SECRET)
    settings.cache_clear()
    service.relying_party.cache_clear()


def _sign_in(browser: Browser, jar: httpx2.Client, url: str, **typed: str) -> None:
    to_provider = browser.get(url, status=303).response.headers["location"]
    back = real.through(jar, to_provider, CALLBACK, **typed)
    home = browser.get(back, status=303)
    assert home.response.headers["location"] == settings().base_url + "/"
    assert sessions.cookie() in browser.client.cookies


def test_the_certified_provider_signs_in_and_out(
    browser: Browser,
    another_browser: Browser,
    jar: httpx2.Client,
    amara: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with real.certified(settings().base_url) as provider:
        _use(provider, monkeypatch)
        who = {"login": "E1001", "password": "any"}
        _sign_in(browser, jar, "/sign-in", **who)
        _sign_in(browser, jar, "/sign-in?max_age=0", **who)
        assert browser.client.get(MINE).status_code == 404, "signed in"

        page = browser.follow(browser.post("/sign-out"))
        onward = page.response.headers["refresh"].partition("url=")[2]
        assert real.through(jar, onward, SIGNED_OUT, logout="yes").startswith(SIGNED_OUT)

        _sign_in(browser, jar, "/sign-in", **who)
        _sign_out_at_provider(jar, provider)
        assert len(provider.logout_tokens) == 2
        told = {"logout_token": provider.logout_tokens[-1]}
        logout = "/sign-in/back-channel-logout"
        assert another_browser.client.post(logout, data=told).status_code == 200
        assert browser.client.get(MINE).status_code == 303, "signed out by the provider"
        assert another_browser.client.post(logout, data=told).status_code == 400, "played again"


def _sign_out_at_provider(jar: httpx2.Client, provider: real.Provider) -> None:
    """End the provider's session by its own page, without the portal."""
    url = f"{provider.issuer}/session/end?client_id={real.CLIENT_ID}"
    back = f"&post_logout_redirect_uri={SIGNED_OUT}"
    real.through(jar, url + back, SIGNED_OUT, logout="yes")


def test_the_mock_provider_signs_in(
    browser: Browser, jar: httpx2.Client, amara: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with real.mock() as provider:
        _use(provider, monkeypatch)
        _sign_in(browser, jar, "/sign-in", sub="E1001")
