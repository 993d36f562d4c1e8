"""The ordinary ways in."""

from app.identity.sessions import service as sessions
from tests.support.browser import Browser
from tests.support.providers.journey import sign_in
from tests.support.providers.scripted import ScriptedProvider


def test_a_good_provider_signs_in(browser: Browser, provider: ScriptedProvider) -> None:
    back = sign_in(browser, provider, "/sign-in?next=/looked")

    assert back.response.headers["location"] == "http://127.0.0.1:8000/looked"
    assert sessions.cookie() in browser.client.cookies
