"""Sealing bytes: AES-256-GCM with a fresh 96-bit nonce in front (NIST SP 800-38D)."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class CannotOpenError(Exception):
    """The key is not the one it was sealed with, or the bytes were changed."""


def seal(key: bytes, plain: bytes, context: bytes = b"") -> bytes:
    """``nonce || ciphertext || tag``, bound to ``context``. Keys are 32 bytes."""
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, plain, context)


def unseal(key: bytes, sealed: bytes, context: bytes = b"") -> bytes:
    """The plain bytes, or CannotOpenError."""
    try:
        return AESGCM(key).decrypt(sealed[:12], sealed[12:], context)
    except (InvalidTag, ValueError) as wrong:
        raise CannotOpenError from wrong
