"""What ``daylight doctor`` says of the provider."""

import pytest

from app.core.config import settings
from app.identity.sign_in import checks
from tests.support.browser import Browser
from tests.support.providers.journey import sign_in
from tests.support.providers.scripted import ISSUER, ScriptedProvider


@pytest.fixture(autouse=True)
def issuer(provider: ScriptedProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAYLIGHT_OIDC_ISSUER", ISSUER)
    settings.cache_clear()


def test_a_good_provider_is_well() -> None:
    assert checks.PROVIDER.run().ok


def test_a_provider_that_cannot_be_used_is_named(provider: ScriptedProvider) -> None:
    provider.discovery = lambda document: document | {"issuer": "https://elsewhere.example.com"}

    finding = checks.PROVIDER.run()

    assert not finding.ok
    assert finding.words == "The provider cannot be used: discovery_issuer."


def test_a_provider_without_auth_time_is_named(
    browser: Browser, provider: ScriptedProvider
) -> None:
    provider.claims = lambda claims: {k: v for k, v in claims.items() if k != "auth_time"}
    page = sign_in(browser, provider, "/sign-in?max_age=0", status=401)
    assert "does not say when you last showed who you are" in page.main

    assert "auth_time" in checks.PROVIDER.run().words


def test_no_provider_at_all_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAYLIGHT_OIDC_ISSUER", "")
    settings.cache_clear()

    assert checks.PROVIDER.run().words == "No provider is set up, so nobody can sign in."
