"""Sealed boxes: whoever has the public key can fill one, only the private key opens it.

HPKE in base mode (RFC 9180): X25519, HKDF-SHA256, AES-256-GCM. The sender's key is made for the
one box and forgotten, so that who filled it cannot open it again.
"""

from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from app.core.crypto.aead import CannotOpenError

KEY = 32  # bytes, of either key
SIZES = (4 << 10, 16 << 10, 64 << 10)  # what is sealed has one of these sizes


@lru_cache
def _suite() -> Suite:
    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def public_key(private: bytes) -> bytes:
    """The 32 bytes that belong to 32 private ones."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal(public: bytes, plain: bytes, purpose: bytes) -> bytes:
    """A box that opens for the same ``purpose`` alone."""
    return _suite().encrypt(plain, X25519PublicKey.from_public_bytes(public), info=purpose)


def unseal(private: bytes, box: bytes, purpose: bytes) -> bytes:
    """What is in it. Raises CannotOpenError."""
    try:
        return _suite().decrypt(box, X25519PrivateKey.from_private_bytes(private), info=purpose)
    except (InvalidTag, ValueError) as wrong:
        raise CannotOpenError from wrong


def padded(text: bytes) -> bytes:
    """Filled up with spaces to 4, 16 or 64 KiB, beyond that to whole multiples of 64 KiB."""
    largest = SIZES[-1]
    size = next((size for size in SIZES if len(text) <= size), -(-len(text) // largest) * largest)
    return text.ljust(size)
