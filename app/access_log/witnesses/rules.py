"""When a witness is asked, and what its answer means (c2sp.org/tlog-witness)."""

from datetime import timedelta
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.core.crypto import notes
from app.core.crypto.notes import Key, Note, NoteError
from app.core.crypto.submissions import parse_size

BUSY = timedelta(seconds=5)  # between two checkpoints that one witness is asked to sign
EVERY = timedelta(minutes=10)  # after which it signs again, even if nothing is new
LEASE = timedelta(seconds=30)
FRESH = timedelta(hours=1)  # how old the last quorum may be

AHEAD = "ahead"  # it holds more entries than there are
OTHER = "other record"  # it holds a record that ours does not go on from
NO_SIGNATURE = "no signature"

SIGNED, CONFLICT, UNPROVEN = 200, 409, 422


class Outcome(NamedTuple):
    """What a witness's answer means: signed at a time, or why not; or the size it holds."""

    why: str = ""
    size: int | None = None
    signed_at: int = 0
    line: str = ""


def judged(status: int, body: bytes, note: str, key: Key, sent: tuple[int, int]) -> Outcome:
    """What an answer means to a checkpoint's ``note``; ``sent`` are the old size and its own."""
    old, size = sent
    if status == SIGNED:
        return _signed(body, note, key, size)
    if status == UNPROVEN:
        return Outcome(OTHER)
    if status != CONFLICT:
        return Outcome(f"status {status}")
    try:
        held = parse_size(body)
    except NoteError:
        return Outcome("no size")
    if held > size:
        return Outcome(AHEAD, held)
    return Outcome("old size" if held == old else "", held)


def _signed(body: bytes, note: str, key: Key, size: int) -> Outcome:
    try:
        cosigned = notes.parse_note(note + body.decode())
        signed_at = notes.cosigned_at(cosigned, key)
    except (NoteError, UnicodeDecodeError):
        return Outcome(NO_SIGNATURE)
    if not signed_at or signed_at >> 33:  # no clock shows that
        return Outcome(NO_SIGNATURE)
    mine = (each for each in cosigned.signatures if (each.name, each.key_id) == (key.name, key.id))
    last = max(mine, key=lambda each: each.blob[:8])
    return Outcome("", size, signed_at, str(last))


def is_true(note: Note, key: Key, signed_at: int) -> bool:
    """Whether a note's last line is the witness's of that time (type 04), as a library checks it.

    As ``notes.cosigned_at``, many times as fast: pages ask for it.
    """
    line = note.signatures[-1]
    if (line.name, line.key_id) != (key.name, key.id) or line.blob[:8] != signed_at.to_bytes(8):
        return False
    public = Ed25519PublicKey.from_public_bytes(key.public)
    try:
        public.verify(line.blob[8:], notes.cosigned_text(note.text, signed_at))
    except InvalidSignature:
        return False
    return True


def wait(failures: int) -> timedelta:
    """How long until it is asked again after so many failures in a row."""
    return min(BUSY * (1 << min(failures, 10)), EVERY)
