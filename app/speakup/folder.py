"""Where the origin and the portal meet: one folder, kept out of backups (docs/speak-up.md).

The origin needs nothing else of the portal: no database, no secret.
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from app.core import secrets as derived
from app.core.config import settings
from app.core.crypto import boxes
from app.core.errors import UnavailableError
from app.core.language import gettext as _

TICKET_KEY = 32  # bytes


class NoKeyError(UnavailableError):
    def __init__(self) -> None:
        super().__init__(
            _("The officers’ public key is missing: daylight migrate writes it to SPEAKUP_DIR.")
        )


class BrokenKeyError(UnavailableError):
    def __init__(self) -> None:
        super().__init__(_("tickets.key in SPEAKUP_DIR is not a key: delete it and start again."))


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
    """The origin's own key, made once: it signs tickets, so that a form sent twice is one.

    It is whole before it has its name, whatever dies in between. Raises BrokenKeyError.
    """
    file = settings().speakup / "tickets.key"
    if not file.exists():
        fresh = file.with_name(f"tickets.{secrets.token_hex(8)}.new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as made:
                made.write(secrets.token_bytes(TICKET_KEY))
                made.flush()
                os.fsync(made.fileno())
            with suppress(FileExistsError):  # another process was faster: its key is the one
                file.hardlink_to(fresh)
        finally:
            fresh.unlink()
    if len(key := file.read_bytes()) != TICKET_KEY:
        raise BrokenKeyError
    return key
