"""The installation's one secret, and the keys derived from it."""

import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.core.config import settings
from app.core.errors import UnavailableError


class SecretMissingError(UnavailableError):
    def __init__(self) -> None:
        super().__init__("The installation's secret cannot be read.")


@lru_cache
def derive(purpose: str) -> bytes:
    """A 32-byte key for one purpose: HKDF-SHA256 (RFC 5869) of the secret file's bytes."""
    try:
        secret = settings().secret_path.read_bytes()
    except OSError as unreadable:
        raise SecretMissingError from unreadable
    if len(secret) < 32:
        raise SecretMissingError
    return HKDF(SHA256(), 32, salt=None, info=b"daylight " + purpose.encode()).derive(secret)


def ensure(path: Path) -> None:
    """Make the secret file if there is none, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(32))
