"""How a stored file is sealed: blocks of one size, so that neither end needs it whole.

The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015) over AES-256-GCM: each
file has a key of its own, a block's nonce is its number and whether it is the last, so that
no block can be changed, moved, repeated, left out at the end or taken from another file.
"""

from collections.abc import Iterable, Iterator
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

BLOCK = 1 << 18  # plain bytes of every block but the last
TAG = 16


class DamagedError(Exception):
    """A stored file is not what was written: cut short, changed, or sealed by another secret."""


def key_of(secret: bytes, file_id: UUID) -> bytes:
    """A file's own 32-byte key."""
    return HKDFExpand(SHA256(), 32, b"stored file " + file_id.bytes).derive(secret)


def nonce(number: int, *, last: bool) -> bytes:
    """12 bytes, used once under a file's key."""
    return number.to_bytes(11, "big") + (b"\1" if last else b"\0")


def sealed(key: bytes, number: int, block: bytes, *, last: bool) -> bytes:
    return AESGCM(key).encrypt(nonce(number, last=last), block, None)


def opened_block(key: bytes, number: int, block: bytes, *, last: bool) -> bytes:
    """One plain block; DamagedError if it is not the one with this number."""
    try:
        return AESGCM(key).decrypt(nonce(number, last=last), block, None)
    except InvalidTag as wrong:
        raise DamagedError from wrong


def opened(key: bytes, blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The plain blocks; DamagedError where one is wrong, or the last one is missing."""
    cipher, number, waiting = AESGCM(key), 0, None
    try:
        for block in blocks:
            if waiting is not None:
                yield cipher.decrypt(nonce(number, last=False), waiting, None)
                number += 1
            waiting = block
        if waiting is None:
            raise DamagedError
        yield cipher.decrypt(nonce(number, last=True), waiting, None)
    except InvalidTag as wrong:
        raise DamagedError from wrong
