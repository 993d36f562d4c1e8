"""How a key is wrapped: by a key that is in no database, bound to what it opens."""

from typing import NamedTuple

from app.core.crypto import aead


class Drawer(NamedTuple):
    """Keys lie together by the month recorded (YYYYMM) and the retention class they open."""

    month: int
    retention: int


def wrap(wrapping: bytes, drawer: Drawer, subject: bytes, key: bytes) -> bytes:
    return aead.seal(wrapping, key, _context(drawer, subject))


def unwrap(wrapping: bytes, drawer: Drawer, subject: bytes, wrapped: bytes) -> bytes | None:
    """The 32 bytes; None if it was wrapped by another key, or spoilt."""
    try:
        return aead.unseal(wrapping, bytes(memoryview(wrapped)), _context(drawer, subject))
    except (aead.CannotOpenError, TypeError):  # SQLite may hold any kind
        return None


def _context(drawer: Drawer, subject: bytes) -> bytes:
    return b"%b %d %d" % (subject, *drawer)
