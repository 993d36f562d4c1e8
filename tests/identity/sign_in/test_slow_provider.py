"""Nobody waits long for a provider, however it is slow: one deadline for all it is asked.

Time passes here when the provider says so: every open deadline comes nearer by that much.
"""

import math
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache

import anyio
import httpx2
import pytest
from sqlmodel import select

from app.core.db.session import reading
from app.identity.openid import service as openid
from app.identity.openid.service import RelyingParty
from app.identity.sessions import service as sessions
from app.identity.sign_in import service
from app.identity.sign_in.models import SignInEvent
from tests.support.browser import Browser, Page
from tests.support.providers.journey import come_back, sign_in
from tests.support.providers.scripted import ScriptedProvider

DISCOVERY = "/.well-known/openid-configuration"
FINISHING = (DISCOVERY, "/token", "/jwks", "/userinfo")
A_BIT = 3.0

_real_deadline = anyio.fail_after


@dataclass
class Time:
    """The deadlines that are open, and their moving nearer."""

    deadlines: list[anyio.CancelScope] = field(default_factory=list)

    @contextmanager
    def fail_after(self, seconds: float) -> Iterator[anyio.CancelScope]:
        with _real_deadline(seconds) as deadline:
            self.deadlines.append(deadline)
            try:
                yield deadline
            finally:
                self.deadlines.remove(deadline)

    async def passes(self, seconds: float) -> None:
        for deadline in self.deadlines:
            deadline.deadline -= seconds
        await anyio.sleep(0.001)  # what is over by now ends here


Hold = Callable[[Time], Awaitable[httpx2.AsyncByteStream | None]]


@dataclass
class SlowWay(httpx2.AsyncBaseTransport):
    """The way to a provider, with what holds up the answer of each path."""

    way: httpx2.AsyncBaseTransport
    time: Time = field(default_factory=Time)
    holds: dict[str, Hold] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        path = request.url.path
        self.asked.append(path)
        if path in self.holds:
            body = await self.holds[path](self.time)
            if body is not None:
                return httpx2.Response(200, stream=body)
        return await self.way.handle_async_request(request)


class Dripping(httpx2.AsyncByteStream):
    """A body of which one space comes each second, and that never ends."""

    def __init__(self, time: Time) -> None:
        self.time = time

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await self.time.passes(1)


async def never(_time: Time) -> None:
    await anyio.sleep_forever()


async def for_ever(time: Time) -> None:
    await time.passes(math.inf)


async def a_bit(time: Time) -> None:
    await time.passes(A_BIT)


async def dripping(time: Time) -> Dripping:
    return Dripping(time)


@pytest.fixture
def slow(provider: ScriptedProvider, monkeypatch: pytest.MonkeyPatch) -> SlowWay:
    """The portal's way to a provider whose ID token does not name the employee."""
    made = SlowWay(httpx2.ASGITransport(provider))
    client = provider.relying_party().client
    monkeypatch.setattr(service, "relying_party", lru_cache(lambda: RelyingParty(client, made)))
    monkeypatch.setattr(openid.anyio, "fail_after", made.time.fail_after)
    provider.claims = lambda claims: {k: v for k, v in claims.items() if k != "employee"}
    return made


def _begun(browser: Browser, provider: ScriptedProvider, slow: SlowWay) -> dict[str, str]:
    """The answer to a sign-in, with a portal that was started anew since and knows nothing."""
    begun = browser.get("/sign-in", status=303)
    service.relying_party.cache_clear()
    slow.asked.clear()
    return provider.authorise(begun.response.headers["location"])


def _assert_said_to_be_slow(browser: Browser, page: Page) -> None:
    assert page.status == 503
    assert page.response.headers["retry-after"]
    assert "does not answer as it needs to" in page.main
    assert sessions.cookie() not in browser.client.cookies
    with reading() as session:
        [event] = session.exec(select(SignInEvent)).all()
    assert (event.reason_code, event.status) == ("provider_slow", 503)
    assert event.incident in page.main


def _assert_the_next_is_good(browser: Browser, provider: ScriptedProvider, slow: SlowWay) -> None:
    slow.holds.clear()
    sign_in(browser, provider)
    assert sessions.cookie() in browser.client.cookies


@pytest.mark.parametrize("hold", [for_ever, dripping])
def test_a_sign_in_does_not_begin_with_a_slow_provider(
    browser: Browser, provider: ScriptedProvider, slow: SlowWay, hold: Hold
) -> None:
    slow.holds[DISCOVERY] = hold

    page = browser.get("/sign-in", status=503)

    _assert_said_to_be_slow(browser, page)
    _assert_the_next_is_good(browser, provider, slow)


@pytest.mark.parametrize("hold", [for_ever, dripping])
@pytest.mark.parametrize("path", FINISHING)
def test_one_slow_answer_is_not_waited_for(
    browser: Browser, provider: ScriptedProvider, slow: SlowWay, path: str, hold: Hold
) -> None:
    answer = _begun(browser, provider, slow)
    slow.holds[path] = hold

    page = come_back(browser, answer)

    assert slow.asked[-1] == path
    _assert_said_to_be_slow(browser, page)
    _assert_the_next_is_good(browser, provider, slow)


def test_answers_that_are_each_a_bit_slow_are_not_waited_for_in_sum(
    browser: Browser, provider: ScriptedProvider, slow: SlowWay
) -> None:
    assert A_BIT < openid.SECONDS <= 5, "nobody waits longer (SECURITY, P17)"
    answer = _begun(browser, provider, slow)
    slow.holds |= dict.fromkeys(FINISHING, a_bit)

    page = come_back(browser, answer)

    _assert_said_to_be_slow(browser, page)
    _assert_the_next_is_good(browser, provider, slow)


@pytest.mark.parametrize("path", FINISHING)
def test_one_answer_that_is_a_bit_slow_is_waited_for(
    browser: Browser, provider: ScriptedProvider, slow: SlowWay, path: str
) -> None:
    answer = _begun(browser, provider, slow)
    slow.holds[path] = a_bit

    come_back(browser, answer, status=303)

    assert slow.asked == list(FINISHING)
    assert sessions.cookie() in browser.client.cookies


def test_the_deadline_comes_by_itself(
    browser: Browser, provider: ScriptedProvider, slow: SlowWay, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = _begun(browser, provider, slow)
    slow.holds[DISCOVERY] = never
    with monkeypatch.context() as patch:
        patch.setattr(openid, "SECONDS", 0.05)
        page = come_back(browser, answer)

    _assert_said_to_be_slow(browser, page)
    _assert_the_next_is_good(browser, provider, slow)
