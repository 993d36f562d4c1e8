"""The provider's keys: fetched when an unknown one is met, but never often.

Anybody can send a logout token with a made-up key id. At most five fetches in ten seconds
follow from that, the last two of them apart, so that a key that was really rotated is known
within four seconds however many made-up ones arrive.
"""

from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import anyio
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey
from joserfc.jws import JWSRegistry
from joserfc.util import urlsafe_b64decode

from app.identity.openid.errors import ProviderFaultError, RefusedError

WINDOW = 10.0
MOST = 5
AT_ONCE = 3
APART = 3.0
OLDEST = 600.0
RSA_BITS = range(2048, 8193)
_KINDS: Mapping[str, tuple[type[Key], str, str | None]] = {
    "RS256": (RSAKey, "RSA", None),
    "PS256": (RSAKey, "RSA", None),
    "ES256": (ECKey, "EC", "P-256"),
    "EdDSA": (OKPKey, "OKP", "Ed25519"),
}

Jwks = Sequence[Mapping[str, Any]]


def pause(fetches: Sequence[float], now: float) -> float:
    """Seconds until one more fetch is allowed, given when the last ones were."""
    recent = [at for at in fetches if now - at < WINDOW]
    if len(recent) < AT_ONCE:
        return 0.0
    spaced = recent[-1] + APART
    allowed = recent[-MOST] + WINDOW if len(recent) >= MOST else spaced
    return max(0.0, min(allowed, recent[-AT_ONCE] + WINDOW) - now)


class KeyRing:
    """The keys last fetched, and when."""

    def __init__(self, fetch: Callable[[], Awaitable[Mapping[str, Any]]]) -> None:
        self._fetch = fetch
        self._lock = anyio.Lock()
        self._keys: Jwks = ()
        self._fetches: deque[float] = deque(maxlen=MOST)
        self._fetched_at: float | None = None

    async def known(self) -> tuple[Jwks, float]:
        """The keys, fetched if there are none or if they are old, and the moment they are from."""
        if self._fetched_at is None or anyio.current_time() - self._fetched_at > OLDEST:
            await self.newer(self._fetched_at)
        assert self._fetched_at is not None
        return self._keys, self._fetched_at

    async def newer(self, than: float | None) -> Jwks:
        """Keys fetched after a moment, waiting for the next fetch that is allowed.

        Whoever waits shares the one fetch.
        """
        async with self._lock:
            if self._fetched_at is not None and (than is None or self._fetched_at > than):
                return self._keys
            await anyio.sleep(pause(self._fetches, anyio.current_time()))
            self._fetches.append(anyio.current_time())
            self._keys = _signing_keys(await self._fetch())
            self._fetched_at = anyio.current_time()
            return self._keys


def chosen(keys: Jwks, header: Mapping[str, Any], reason: str) -> Key | None:
    """The one key a token's header means; None if there is none.

    Raises RefusedError where it could be several, or is too weak to prove anything.
    """
    kind, kty, curve = _KINDS[header["alg"]]
    fitting = [
        key
        for key in keys
        if key.get("kty") == kty
        and (curve is None or key.get("crv") == curve)
        and key.get("alg", header["alg"]) in {header["alg"], curve}
        and ("kid" not in header or key.get("kid") == header["kid"])
    ]
    if not fitting:
        return None
    if len(fitting) > 1:
        raise RefusedError(f"{reason}_key", "several keys fit")
    try:
        if kty == "RSA" and _bits(fitting[0]) not in RSA_BITS:
            raise RefusedError(f"{reason}_key", "key size")
        public = {name: fitting[0][name] for name in _PUBLIC if name in fitting[0]}
        return kind.import_key(public)
    except (JoseError, ValueError, TypeError, KeyError) as unusable:
        raise RefusedError(f"{reason}_key", type(unusable).__name__) from unusable


def is_signed(token: str, key: Key, header: Mapping[str, Any]) -> bool:
    """Whether a compact token's signature is by this key, in its header's algorithm.

    The header was read strictly before; nothing here reads it a second time.
    """
    signed, _, signature = token.rpartition(".")
    algorithm = JWSRegistry.algorithms[header["alg"]]
    try:
        return algorithm.verify(signed.encode(), urlsafe_b64decode(signature.encode()), key)
    except (JoseError, ValueError):
        return False


_PUBLIC = ("kty", "crv", "n", "e", "x", "y")


def _bits(key: Mapping[str, Any]) -> int:
    return int.from_bytes(urlsafe_b64decode(str(key["n"]).encode())).bit_length()


def _signing_keys(document: Mapping[str, Any]) -> Jwks:
    keys = document.get("keys")
    if not isinstance(keys, list) or len(keys) > 100:
        raise ProviderFaultError("jwks_shape")
    usable = [key for key in keys if isinstance(key, dict) and _is_for_signing(key)]
    if any("d" in key for key in usable):
        raise ProviderFaultError("jwks_private_key")
    return usable


def _is_for_signing(key: Mapping[str, Any]) -> bool:
    operations = key.get("key_ops", ["verify"])
    return (
        key.get("kty") in {"RSA", "EC", "OKP"}
        and key.get("use", "sig") == "sig"
        and isinstance(operations, list)
        and "verify" in operations
    )
