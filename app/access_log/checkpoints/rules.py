"""How a checkpoint is signed, and how the log is named in it."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.core.crypto import notes
from app.core.crypto.checkpoints import Checkpoint


def origin(chosen: str, host: str) -> str:
    """The log's name: what was chosen, else the portal's host and ``/log``, where it is served."""
    return chosen or f"{host}/log"


def parsed(published: str | None) -> notes.Note | None:
    """A published note; None if there is none, or if it is none any more."""
    try:
        return notes.parse_note(published) if published else None
    except notes.NoteError:
        return None


def origin_of(note: notes.Note) -> str:
    """Whose checkpoint a note is."""
    return note.text.partition("\n")[0]


def is_named(note: notes.Note, key: notes.Key) -> bool:
    """Whether a note says that this key signed it."""
    return any((each.name, each.key_id) == (key.name, key.id) for each in note.signatures)


def public_key(origin: str, private: Ed25519PrivateKey) -> notes.Key:
    return notes.Key(origin, notes.ED25519, private.public_key().public_bytes_raw())


def signed(checkpoint: Checkpoint, private: Ed25519PrivateKey) -> notes.Note:
    """The checkpoint as a note with the log's one signature (type 01, Ed25519, RFC 8032)."""
    key, text = public_key(checkpoint.origin, private), str(checkpoint)
    signature = notes.Signature(key.name, key.id, private.sign(text.encode()))
    return notes.Note(text, [signature])


def is_signed(note: notes.Note, private: Ed25519PrivateKey) -> bool:
    """As ``notes.is_signed_by``, by a library that is a hundred times as fast.

    A signature of Ed25519 is always the same for one key and text, so it is made again.
    """
    text = note.text
    key = public_key(text[: text.index("\n")], private)
    mine = [line for line in note.signatures if (line.name, line.key_id) == (key.name, key.id)]
    return bool(mine) and all(line.blob == private.sign(text.encode()) for line in mine)
