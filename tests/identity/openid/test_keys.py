"""Keys are fetched when they must be, seldom, and soon enough."""

from dataclasses import dataclass, field
from typing import Any

import anyio
import pytest

from app.identity.openid import keys
from app.identity.openid.errors import RefusedError
from app.identity.openid.service import RelyingParty
from tests.support import apart
from tests.support.providers.scripted import ScriptedProvider, by_rsa, rsa_jwk, rsa_key


@dataclass
class Time:
    """A loop's time that passes only by sleeping."""

    now: float = 1000.0
    fetches: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.now += seconds

    async def fetch(self) -> dict[str, Any]:
        self.fetches.append(self.now)
        return {"keys": [rsa_jwk(rsa_key(), f"k{len(self.fetches)}")]}


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    made = Time()
    monkeypatch.setattr(keys.anyio, "sleep", made.sleep)
    monkeypatch.setattr(keys.anyio, "current_time", lambda: made.now)
    return made


def _most_within(moments: list[float], seconds: float) -> int:
    return max(sum(at <= other < at + seconds for other in moments) for at in moments)


def test_a_flood_of_unknown_keys_fetches_at_most_five_times_in_ten_seconds(time: Time) -> None:
    ring = keys.KeyRing(time.fetch)

    async def flood() -> None:
        for _ in range(200):
            await ring.newer(time.now)
            time.now += 0.01

    apart.run(flood)

    assert len(time.fetches) == 200  # each waited for its turn
    assert _most_within(time.fetches, keys.WINDOW) <= keys.MOST
    gaps = [after - before for before, after in zip(time.fetches, time.fetches[1:], strict=False)]
    assert max(gaps) < 10, "a rotated key would be unknown for longer"


def test_who_waits_shares_one_fetch(time: Time) -> None:
    ring = keys.KeyRing(time.fetch)

    async def crowd() -> None:
        asked = time.now
        time.now += 1
        async with anyio.create_task_group() as tasks:
            for _ in range(50):
                tasks.start_soon(ring.newer, asked)

    apart.run(crowd)

    assert len(time.fetches) == 1


def test_keys_are_asked_for_again_when_they_are_old(time: Time) -> None:
    ring = keys.KeyRing(time.fetch)

    async def later() -> None:
        for seconds in (0, 60, keys.OLDEST + 1):
            time.now += seconds
            await ring.known()

    apart.run(later)

    assert len(time.fetches) == 2


@pytest.mark.parametrize("kid", ["k2", "k1"], ids=["a new name", "the same name"])
def test_a_rotated_key_works_at_once_under_a_flood(kid: str) -> None:
    provider = ScriptedProvider()
    party = provider.relying_party()
    unknown = ScriptedProvider(header=lambda header: header | {"kid": "made-up"})
    refused: list[str] = []

    async def told(party: RelyingParty, token: str) -> None:
        try:
            await party.signed_out(token)
        except RefusedError as refusal:
            refused.append(refusal.reason)

    async def story() -> None:
        await party.signed_out(provider.logout_token())
        async with anyio.create_task_group() as flood:
            for _ in range(100):
                flood.start_soon(told, party, unknown.logout_token())
        provider.jwks = lambda _set: {"keys": [rsa_jwk(rsa_key("second"), kid)]}
        provider.header = lambda header: header | {"kid": kid}
        provider.sign = by_rsa(rsa_key("second"))
        with anyio.fail_after(10):
            while True:
                try:
                    told_of = await party.signed_out(provider.logout_token())
                except RefusedError:
                    await anyio.sleep(0.2)
                else:
                    break
        assert told_of.sid == "s-1"

    apart.run(story)

    assert len(refused) == 100
    assert provider.fetches["/jwks"] <= 8


def test_a_logout_token_is_answered_within_two_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    provider = ScriptedProvider(header=lambda header: header | {"kid": "made-up"})
    party = provider.relying_party()
    monkeypatch.setattr(keys, "AT_ONCE", 1)

    async def twice() -> float:
        begun = anyio.current_time()
        for _ in range(2):
            with pytest.raises(RefusedError):
                await party.signed_out(provider.logout_token())
        return anyio.current_time() - begun

    assert apart.run(twice) < 2 * 2
