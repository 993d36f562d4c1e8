"""Where the origin and the portal meet: one folder, kept out of backups (docs/speak-up.md).

The origin needs nothing else of the portal: no database, no secret.
"""

import os
import secrets
from pathlib import Path

from app.core import secrets as derived
from app.core.config import settings
from app.core.crypto import boxes
from app.core.errors import UnavailableError
from app.core.language import gettext as _


class NoKeyError(UnavailableError):
    def __init__(self) -> None:
        super().__init__(
            _("The officers’ public key is missing: daylight migrate writes it to SPEAKUP_DIR.")
        )


def spool() -> Path:
    """What waits for the next release."""
    return settings().speakup / "spool.db"


def board() -> Path:
    """Answers, sealed to those who hold a code."""
    return settings().speakup / "board.db"


def officers_key() -> bytes:
    """To which all words are sealed. Raises NoKeyError."""
    try:
        key = bytes.fromhex((settings().speakup / "officers.key").read_text().strip())
    except (OSError, ValueError) as missing:
        raise NoKeyError from missing
    if len(key) != boxes.KEY:
        raise NoKeyError
    return key


def officers_private_key() -> bytes:
    """Opens what is sealed to them; of the portal's secret, which the origin does not have."""
    return derived.derive("officers who read what came without a name")


def prepare() -> None:
    """For the portal: make the folder, and put the public key there for the origin to read."""
    public = boxes.public_key(officers_private_key())
    settings().speakup.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = settings().speakup / "officers.key"
    if file.exists() and file.read_text().strip() == public.hex():
        return
    fresh = file.with_suffix(".new")
    fresh.write_text(public.hex() + "\n")
    fresh.replace(file)


def has_origin() -> bool:
    """Whether an origin has served over this folder: it alone makes ``tickets.key``."""
    return (settings().speakup / "tickets.key").exists()


def ticket_key() -> bytes:
    """The origin's own key, made once: it signs tickets, so that a form sent twice is one."""
    file = settings().speakup / "tickets.key"
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_bytes()
    with os.fdopen(descriptor, "wb") as made:
        made.write(key := secrets.token_bytes(32))
    return key
