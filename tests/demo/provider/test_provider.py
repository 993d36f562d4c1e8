"""The demo's provider: a real one, and in a demo only."""

import ast
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session

from app.core.config import settings
from app.core.errors import ForbiddenError
from app.demo.provider import routes
from app.demo.provider.running import DemoPermit, create_provider
from app.identity.openid.service import RelyingParty
from app.identity.people.models import Person
from app.identity.sessions import service as sessions
from app.identity.sign_in import service
from tests.support.browser import Browser

ISSUER = "http://127.0.0.1:8001"
CLIENT = ("daylight-8000", "a-secret-of-the-demo")
MARKER = "clock"
MINE = "/sign-in/kept/00000000-0000-7000-8000-000000000000"  # for whoever is signed in


@pytest.fixture
def demo(database_url: str, monkeypatch: pytest.MonkeyPatch) -> DemoPermit:
    """The settings and the folder of a demo."""
    monkeypatch.setenv("DAYLIGHT_OIDC_ISSUER", ISSUER)
    monkeypatch.setenv("DAYLIGHT_OIDC_CLIENT_ID", CLIENT[0])
    monkeypatch.setenv("DAYLIGHT_OIDC_CLIENT_SECRET", CLIENT[1])
    settings.cache_clear()
    home = settings().data_dir
    (home / MARKER).write_text("0")
    return DemoPermit(home, MARKER)


@pytest.fixture
def people(demo: DemoPermit, session: Session) -> None:
    for employee_id, name in (("E1001", "Amara Okafor"), ("E1002", "Tom Whitlock")):
        session.add(
            Person(
                employee_id=employee_id,
                name=name,
                unit="Field operations",
                role_title="Field engineer",
                establishment="leith",
                work_setting="field",
            )
        )
    session.commit()


@pytest.fixture
def provider(demo: DemoPermit, people: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[FastAPI]:
    made = create_provider(demo, client=CLIENT, cast=["E1001", "E1002"])
    party = RelyingParty(service.relying_party().client, httpx2.ASGITransport(made))
    monkeypatch.setattr(service, "relying_party", lambda: party)
    yield made


@pytest.fixture
def there(provider: FastAPI, session: Session) -> Iterator[Browser]:
    """The same person's browser, on the provider's origin."""
    with TestClient(provider, base_url=ISSUER, follow_redirects=False) as opened:
        yield Browser(opened, session.commit)


def _to_provider(browser: Browser, url: str) -> str:
    location = browser.get(url, status=303).response.headers["location"]
    assert location.startswith(f"{ISSUER}/authorize?")
    return location


def test_a_login_hint_signs_in_without_a_page(browser: Browser, there: Browser) -> None:
    asked = _to_provider(browser, "/sign-in?login_hint=E1001")

    back = there.get(asked, status=302).response.headers["location"]
    home = browser.get(back, status=303)

    assert home.response.headers["location"] == settings().base_url + "/"
    assert sessions.cookie() in browser.client.cookies


def test_somebody_is_chosen_by_name(browser: Browser, there: Browser) -> None:
    page = there.get(_to_provider(browser, "/sign-in"))
    assert page.heading == "Sign in to Northfold Energy"
    assert page.texts(".choose-person strong") == ["Amara Okafor", "Tom Whitlock"]

    found = there.submit(page, "Find", q="tom")
    assert found.texts(".choose-person strong") == ["Tom Whitlock"]
    chosen = there.post(
        str(found.one("form[method=post]")["action"]), {"employee": "E1002"}, status=302
    )
    browser.get(chosen.response.headers["location"], status=303)

    assert sessions.cookie() in browser.client.cookies


def test_max_age_gives_a_fresh_proof(browser: Browser, there: Browser) -> None:
    for url, status in (
        ("/sign-in?login_hint=E1001", 302),
        ("/sign-in", 302),  # known already: straight back
        ("/sign-in?max_age=3600", 302),
        ("/sign-in?max_age=0&login_hint=E1001", 302),
        ("/sign-in?max_age=0", 200),  # asked again
    ):
        answer = there.get(_to_provider(browser, url), status=status)
        if status == 302:
            browser.get(answer.response.headers["location"], status=303)


def test_only_the_portal_is_a_client(browser: Browser, there: Browser) -> None:
    asked = _to_provider(browser, "/sign-in?login_hint=E1001")
    elsewhere = asked.replace("127.0.0.1%3A8000", "elsewhere.example.com")
    assert there.client.get(elsewhere).status_code == 400
    assert there.client.get(asked.replace("daylight-8000", "another")).status_code in {400, 401}
    plain = there.client.get(asked.replace("S256", "plain"))
    assert "error=invalid_request" in plain.headers["location"]

    assert "code=" in there.get(asked, status=302).response.headers["location"]


def test_a_code_is_used_once_and_only_with_the_secret(browser: Browser, there: Browser) -> None:
    back = there.get(_to_provider(browser, "/sign-in?login_hint=E1001"), status=302)
    code = httpx2.URL(back.response.headers["location"]).params["code"]
    body = {"grant_type": "authorization_code", "code": code, "code_verifier": "v" * 43}

    there.sign_out()  # the portal's own requests carry no cookie
    wrong = there.client.post("/token", data=body, auth=(CLIENT[0], "wrong"))
    assert wrong.status_code == 401
    assert there.client.post("/token", data=body, auth=CLIENT).status_code == 400
    assert browser.client.get(back.response.headers["location"]).status_code == 401, "used up"


def test_signing_out_there_ends_the_session_here(
    browser: Browser, another_browser: Browser, there: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []

    def post(url: str, *, data: dict[str, str], timeout: float) -> None:
        told.append(another_browser.client.post(url, data=data).status_code)

    monkeypatch.setattr(routes.httpx2, "post", post)
    back = there.get(_to_provider(browser, "/sign-in?login_hint=E1001"), status=302)
    browser.get(back.response.headers["location"], status=303)

    assert browser.client.get(MINE).status_code == 404

    there.submit(there.visit("/"), "Sign out")

    assert told == [200]
    assert browser.client.get(MINE).status_code == 303


def test_signing_out_here_ends_the_session_there(browser: Browser, there: Browser) -> None:
    back = there.get(_to_provider(browser, "/sign-in?login_hint=E1001"), status=302)
    browser.get(back.response.headers["location"], status=303)

    signed_out = browser.post("/sign-out")
    page = browser.follow(signed_out)
    onward = page.response.headers["refresh"].partition("url=")[2]
    assert onward == page.link("Go on to sign out everywhere")
    home = there.client.get(onward)

    assert home.headers["location"] == settings().base_url + "/signed-out"
    assert browser.visit("/signed-out").heading == "You are signed out"
    assert there.visit("/").main.startswith("Northfold Energy sign-in Nobody is signed in.")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DAYLIGHT_BASE_URL", "https://daylight.example.com"),
        ("DAYLIGHT_OIDC_ISSUER", "https://sso.example.com"),
        ("DAYLIGHT_DATA_DIR", "elsewhere"),
    ],
)
def test_it_does_not_start_outside_a_demo(
    demo: DemoPermit, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    assert create_provider(demo, client=CLIENT)

    monkeypatch.setenv(name, value)
    settings.cache_clear()

    with pytest.raises(ForbiddenError):
        create_provider(demo, client=CLIENT)


def test_it_does_not_start_in_a_folder_that_is_no_demos(demo: DemoPermit) -> None:
    (demo.home / MARKER).unlink()

    with pytest.raises(ForbiddenError):
        create_provider(demo, client=CLIENT)


def test_only_the_demo_command_makes_a_permit_or_opens_the_demo() -> None:
    permits, imports = set(), set()
    for path in Path("app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("DemoPermit"):
                permits.add(str(path))
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("app.demo"):
                imports.add(str(path))

    assert permits <= {"app/cli/demo.py"}
    assert {path for path in imports if not path.startswith("app/demo/")} <= {"app/cli/demo.py"}
