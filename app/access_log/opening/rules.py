"""The inverse of sealing: pure functions of bytes."""

from typing import Any, NamedTuple

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.access_log.appending.rules import BODY_NONCE, NONCE
from app.access_log.leaves.rules import SALTS, canonical
from app.core.crypto.aead import CannotOpenError


class Opened(NamedTuple):
    """What an entry's sealed part holds: four salts of 32 bytes, and the key of its event."""

    salts: bytes
    event_key: bytes


def entry(key: AESGCM, sealed: bytes, leaf: bytes) -> Opened:
    """Raises CannotOpenError if key, bytes and leaf do not belong together."""
    try:
        plain = key.decrypt(sealed[:NONCE], sealed[NONCE:], leaf)
    except (InvalidTag, ValueError) as wrong:
        raise CannotOpenError from wrong
    return Opened(plain[:SALTS], plain[SALTS:])


def body(event_key: bytes, sealed: bytes) -> dict[str, Any]:
    """``{"access": …, "accessor": …, "technical": …}``. Raises CannotOpenError."""
    try:
        found: dict[str, Any] = orjson.loads(AESGCM(event_key).decrypt(BODY_NONCE, sealed, None))
    except (InvalidTag, ValueError) as wrong:
        raise CannotOpenError from wrong
    return found


def groups(opened: dict[str, Any], subject: str) -> tuple[bytes, bytes, bytes]:
    """The canonical JSON of the three groups an entry about ``subject`` (a UUID) commits to."""
    access = canonical({**opened["access"], "subject": subject})
    return access, canonical(opened["accessor"]), canonical(opened["technical"])
