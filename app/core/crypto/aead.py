"""Sealing bytes: AES-256-GCM with a fresh 96-bit nonce in front (NIST SP 800-38D)."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR


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


def random_bytes(count: int) -> bytes:
    """Random bytes for keys, salts and nonces, by the hundred thousand.

    The key stream of AES-256 in counter mode under a key of the operating system's, used this
    once: the generator of NIST SP 800-90A (10.2.1), many times as fast as asking for all of them.
    """
    return Cipher(AES(os.urandom(32)), CTR(bytes(16))).encryptor().update(bytes(count))
