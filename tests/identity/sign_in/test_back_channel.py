"""The provider says that somebody signed out; nobody else can say so."""

import json
import time
from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.db.session import reading
from app.identity.sessions import service as sessions
from app.identity.sign_in import queries
from tests.support.browser import Browser
from tests.support.providers import scripted
from tests.support.providers.journey import sign_in
from tests.support.providers.scripted import CLIENT_ID, ISSUER, ScriptedProvider, by_rsa, rsa_key

URL = "/sign-in/back-channel-logout"
MINE = "/sign-in/kept/00000000-0000-7000-8000-000000000000"  # for whoever is signed in
EVENT = "http://schemas.openid.net/event/backchannel-logout"
NOW = int(time.time())
WRONG: dict[str, list[Any]] = {
    "iss": [None, "https://elsewhere.example.com", [ISSUER]],
    "aud": [None, "another", [CLIENT_ID, "another"], [], 7],
    "iat": [None, "now", NOW - 3600, NOW + 3600, True],
    "exp": [None, NOW - 3600, "later"],
    "jti": [None, "", 7, "j" * 256, ["j"]],
    "events": [None, {}, [EVENT], {EVENT: None}, {EVENT: "yes"}, EVENT],
    "nonce": ["n", ""],
    "sub": [7, "", "s" * 256],
    "sid": [7, "", ["s-1"]],
}
CLAIMS = [
    pytest.param(name, value, id=f"{name}-{number}")  # the same names whenever it runs
    for name, values in WRONG.items()
    for number, value in enumerate(values)
]


def _alive(browser: Browser) -> bool:
    return browser.client.get(MINE).status_code == 404


def _tell(browser: Browser, token: str, **how: Any) -> int:
    status: int = browser.client.post(URL, data={"logout_token": token}, **how).status_code
    return status


@pytest.mark.parametrize("told", [{"sub": None}, {"sid": None}, {}], ids=["sid", "sub", "both"])
def test_a_session_ends_by_sid_or_by_sub(
    browser: Browser, another_browser: Browser, provider: ScriptedProvider, told: dict[str, Any]
) -> None:
    sign_in(browser, provider)
    assert _alive(browser)

    answer = another_browser.client.post(URL, data={"logout_token": provider.logout_token(**told)})

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert not _alive(browser)


def test_only_the_sign_in_that_was_named_ends(
    browser: Browser, another_browser: Browser, provider: ScriptedProvider
) -> None:
    sign_in(browser, provider)
    teller = another_browser
    assert _tell(teller, provider.logout_token(sid="s-2")) == 200
    assert _tell(teller, provider.logout_token(sub="u-other", sid=None)) == 200
    assert _tell(teller, provider.logout_token(sub="u-other")) == 200
    assert _alive(browser)

    assert _tell(teller, provider.logout_token()) == 200
    assert not _alive(browser)


def test_a_token_counts_once(
    browser: Browser, another_browser: Browser, provider: ScriptedProvider
) -> None:
    token = provider.logout_token()
    assert _tell(another_browser, token) == 200
    sign_in(browser, provider)

    assert _tell(another_browser, token) == 400
    assert _alive(browser)


@pytest.mark.parametrize(("claim", "value"), CLAIMS)
def test_a_wrong_claim_ends_nothing(
    browser: Browser, another_browser: Browser, provider: ScriptedProvider, claim: str, value: Any
) -> None:
    sign_in(browser, provider)
    alone = {"sub": None, "sid": None} if claim in {"sub", "sid"} else {}
    told = alone | {claim: value}

    assert _tell(another_browser, provider.logout_token(**told)) == 400
    assert _alive(browser)
    assert _tell(another_browser, provider.logout_token()) == 200


@pytest.mark.parametrize(
    "bend",
    [
        {"header": lambda header: header | {"alg": "none"}, "sign": lambda _data: b""},
        {"header": lambda h: h | {"alg": "HS256"}, "sign": scripted.by_hmac(b"secret")},
        {"header": lambda header: header | {"typ": "at+jwt"}},
        {"header": lambda header: header | {"kid": "made-up"}},
        {"sign": by_rsa(rsa_key("foreign"))},
        {"claims": lambda claims: json.dumps(claims)[:-1] + ', "sid": "s-1"}'},
    ],
    ids=["none", "HS256", "access token", "unknown key", "foreign key", "sid twice"],
)
def test_a_token_nobody_signed_ends_nothing(
    browser: Browser, another_browser: Browser, provider: ScriptedProvider, bend: dict[str, Any]
) -> None:
    sign_in(browser, provider)
    for name, value in bend.items():
        setattr(provider, name, value)

    assert _tell(another_browser, provider.logout_token()) == 400
    assert _alive(browser)
    provider.behave()
    assert _tell(another_browser, provider.logout_token()) == 200


def test_an_id_token_signs_nobody_out(
    browser: Browser, another_browser: Browser, provider: ScriptedProvider
) -> None:
    sign_in(browser, provider)

    assert _tell(another_browser, provider.id_token("n")) == 400
    assert _alive(browser)


def test_a_body_that_is_no_form_is_refused(
    another_browser: Browser, provider: ScriptedProvider
) -> None:
    client, token = another_browser.client, provider.logout_token()
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post(URL, json={"logout_token": token}).status_code == 400
    assert client.post(URL, content=b"", headers=form).status_code == 400
    assert client.post(URL, content=b"a" * 100_000, headers=form).status_code == 400
    assert client.post(URL, content=b"\xff\xfe", headers=form).status_code == 400
    twice = f"logout_token={token}&logout_token={token}"
    assert client.post(URL, content=twice, headers=form).status_code == 400
    with reading() as session:
        events = queries.refusals(session, since=clock.now() - timedelta(minutes=1))
    assert [event.reason_code for event in events] == ["logout_body"] * 5

    assert client.post(URL, content=f"logout_token={token}", headers=form).status_code == 200


def test_a_provider_fault_is_said_to_be_one(
    another_browser: Browser, provider: ScriptedProvider
) -> None:
    provider.jwks = lambda _set: "no keys today"
    assert _tell(another_browser, provider.logout_token()) == 503
    provider.behave()
    assert _tell(another_browser, provider.logout_token()) == 200


def test_a_session_is_ended_at_sign_out(browser: Browser, provider: ScriptedProvider) -> None:
    sign_in(browser, provider)
    old = browser.client.cookies[sessions.cookie()]

    page = browser.follow(browser.post("/sign-out"))

    onward = page.link("Go on to sign out everywhere")
    assert onward.startswith(f"{ISSUER}/sign-out?client_id={CLIENT_ID}")
    assert "logout_hint=s-1" in onward
    assert page.response.headers["refresh"] == f"0; url={onward}"
    assert browser.get("/signed-out").heading == "You are signed out"
    browser.client.cookies.set(sessions.cookie(), old, domain="127.0.0.1", path="/")
    assert not _alive(browser)
