"""Over https every cookie is for this host alone, whoever sets it (SECURITY: Cookies)."""

from collections.abc import Iterator

import pytest
from httpx2 import Response
from sqlmodel import Session

from app.core.config import settings
from app.identity.sign_in import service
from app.main import create_app
from tests.support.browser import Browser, opened
from tests.support.headers import BOUND, COOKIES
from tests.support.providers.journey import sign_in
from tests.support.providers.scripted import ScriptedProvider

HERE = "https://portal.example.com"
EXACTLY = {"httponly", "secure", "samesite=lax", "path=/"}
DATED = ("max-age=", "expires=")


@pytest.fixture
def seen() -> list[str]:
    """Every cookie that was set, as it stood in its header."""
    return []


@pytest.fixture
def over_https(
    session: Session,
    provider: ScriptedProvider,
    seen: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Browser]:
    monkeypatch.setenv("DAYLIGHT_BASE_URL", HERE)
    settings.cache_clear()
    provider.redirect_uri = f"{HERE}/sign-in/callback"
    party = provider.relying_party()
    monkeypatch.setattr(service, "relying_party", lambda: party)

    def note(answer: Response) -> None:
        seen.extend(answer.headers.get_list("set-cookie"))

    with opened(create_app()) as client:
        client.event_hooks = {"response": [*client.event_hooks["response"], note]}
        yield Browser(client, session.commit)


def test_every_cookie_is_held_to_this_host(
    over_https: Browser, provider: ScriptedProvider, seen: list[str]
) -> None:
    back = sign_in(over_https, provider)
    assert back.response.headers["location"] == f"{HERE}/"
    page = over_https.visit("/settings")
    page = over_https.submit(page, "Save my settings")
    assert page.texts(".flash") == ["Saved."]
    page = over_https.submit(page, "Sign out")
    assert page.response.headers["refresh"].startswith("0; url=https://sso.example.com/")

    names = {line.partition("=")[0] for line in seen}
    assert all(name.startswith("__Host-") for name in names), names
    plain = {name.removeprefix("__Host-") for name in names}
    (attempt,) = [name for name in plain if name.startswith("daylight-sign-in-")]
    assert plain - {attempt} | {"daylight-sign-in"} == set(COOKIES) - set(BOUND)
    for line in seen:
        said = {part.strip().lower() for part in line.split(";")[1:]}
        assert {each for each in said if not each.startswith(DATED)} == EXACTLY, line
    over_https.get("/looked", status=303)  # and all of them are gone
    assert not over_https.client.cookies
