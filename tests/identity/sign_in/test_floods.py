"""Whoever has no session cannot make the portal write without end."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from limits import parse
from limits.storage import memory
from sqlmodel import Session

from app.core import clock
from app.core.config import settings
from app.core.db.session import reading
from app.identity.openid.service import RelyingParty
from app.identity.sign_in import queries, service
from tests.support.browser import Browser
from tests.support.providers.journey import come_back, sign_in
from tests.support.providers.scripted import ScriptedProvider

LOGOUT = "/sign-in/back-channel-logout"
At = Callable[[str], TestClient]


@pytest.fixture
def at(portal: FastAPI) -> At:
    """A client at an address of its own."""

    def made(address: str) -> TestClient:
        return TestClient(portal, settings().base_url, client=(address, 50_000))

    return made


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time by which refusals are counted."""
    told = [time.time()]
    monkeypatch.setattr(memory, "time", SimpleNamespace(time=lambda: told[0]))
    return told


def reasons() -> list[str]:
    with reading() as session:
        events = queries.refusals(session, since=clock.now() - timedelta(hours=1))
    return [event.reason_code for event in events]


def test_refused_logout_tokens_are_written_down_sixty_times_a_minute_and_answered_always(
    browser: Browser, provider: ScriptedProvider, session: Session, at: At, now: list[float]
) -> None:
    session.commit()
    flood, another = at("192.0.2.1"), at("192.0.2.2")
    answers = [flood.post(LOGOUT, data={"logout_token": "x"}) for _ in range(70)]
    assert {answer.status_code for answer in answers} == {400}
    assert len({answer.json()["error_description"] for answer in answers}) == 70
    assert len(reasons()) == 60

    assert another.post(LOGOUT).status_code == 400
    assert len(reasons()) == 61
    now[0] += 61
    assert flood.post(LOGOUT).status_code == 400
    assert len(reasons()) == 62
    sign_in(browser, provider)
    told = {"logout_token": provider.logout_token()}
    assert another.post(LOGOUT, data=told).status_code == 200


def test_sign_ins_while_the_provider_is_away_are_written_down_sixty_times_a_minute(
    browser: Browser, provider: ScriptedProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = service.relying_party
    nobody = RelyingParty(replace(good().client, issuer="http://127.0.0.1:9"))
    with monkeypatch.context() as away:
        away.setattr(service, "relying_party", lambda: nobody)
        answers = [browser.client.get("/sign-in").status_code for _ in range(65)]
    assert answers == [503] * 65
    assert reasons() == ["provider_unreachable"] * 60

    sign_in(browser, provider)
    browser.sign_out()
    provider.subject = "u-another"  # who it is is known: no flood hides that
    sign_in(browser, provider, status=403)
    assert reasons().count(queries.SECOND_IDENTITY) == 1


def test_many_addresses_together_write_no_more_than_all_may(
    at: At, monkeypatch: pytest.MonkeyPatch, now: list[float]
) -> None:
    monkeypatch.setattr(service, "REFUSALS_OF_ALL", parse("5/minute"))
    for turn in (1, 2):
        for number in range(8):
            assert at(f"192.0.2.{number}").post(LOGOUT).status_code == 400
        assert len(reasons()) == 5 * turn
        now[0] += 61


def test_attempts_of_ones_own_are_many_but_not_without_end(
    browser: Browser, provider: ScriptedProvider, monkeypatch: pytest.MonkeyPatch, now: list[float]
) -> None:
    assert service.OWN_ANSWERS.amount >= 1000, "a whole site may share an address in the morning"
    monkeypatch.setattr(service, "OWN_ANSWERS", parse("3/minute"))

    def declined() -> int:
        begun = browser.get("/sign-in", status=303)
        state = provider.authorise(begun.response.headers["location"])["state"]
        return come_back(browser, {"error": "access_denied", "state": state}).status

    assert [declined() for _ in range(5)] == [401, 401, 401, 429, 429]
    assert len(reasons()) == 3
    now[0] += 61
    sign_in(browser, provider)
