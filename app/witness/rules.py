"""Which checkpoints a witness signs, and in what words it refuses (c2sp.org/tlog-witness)."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.core.crypto import notes
from app.core.crypto.checkpoints import Checkpoint, parse_checkpoint
from app.core.crypto.merkle import EMPTY_ROOT, ProofError, check_consistency
from app.core.crypto.notes import Key, Note, NoteError, Signature
from app.core.crypto.submissions import SIZE_TYPE, Submission

Logs = Mapping[str, Sequence[Key]]
"""The keys each log is trusted under, by its origin."""

FORMAT, SIGNATURE, UNKNOWN, SIZE, PROOF = 400, 403, 404, 409, 422


class RefusedError(Exception):
    """What is not signed: the answer's status, its words, and their type."""

    def __init__(
        self, status: int, words: str, media_type: str = "text/plain; charset=utf-8"
    ) -> None:
        super().__init__(words)
        self.status, self.words, self.media_type = status, words, media_type


class Configuration(NamedTuple):
    """What a witness is called, and which logs it knows."""

    name: str
    logs: Logs


class ConfigurationError(ValueError):
    """Not a witness's configuration; the words name the line."""


def parse_configuration(text: str) -> Configuration:
    """``name NAME`` once and ``log VKEY`` for each log, a line each; # begins a comment."""
    name, logs = "", dict[str, list[Key]]()
    for number, line in enumerate(text.split("\n"), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        match words:
            case ["name", said] if not name and notes.is_name(said):
                name = said
            case ["log", vkey]:
                key = _log_key(number, vkey)
                logs.setdefault(key.name, []).append(key)
            case _:
                raise ConfigurationError(f"line {number}: write name NAME once, or log VKEY")
    if not name or not logs:
        raise ConfigurationError("there must be one name line and a log line at least")
    return Configuration(name, logs)


def _log_key(number: int, vkey: str) -> Key:
    try:
        key = notes.parse_key(vkey)
    except NoteError as wrong:
        raise ConfigurationError(f"line {number}: {wrong}") from wrong
    if key.kind != notes.ED25519:
        raise ConfigurationError(f"line {number}: that key is no log’s")
    return key


def check_signed(note: Note, logs: Logs) -> None:
    """The checkpoint is of a known log and signed by it. Raises RefusedError: 404 or 403."""
    keys = logs.get(parse_checkpoint(note.text).origin)
    if keys is None:
        raise RefusedError(UNKNOWN, "This log is not known here.\n")
    try:
        signed = [notes.is_signed_by(note, key) for key in keys]
    except NoteError as wrong:
        raise RefusedError(SIGNATURE, f"{wrong}\n") from wrong
    if not any(signed):
        raise RefusedError(SIGNATURE, "The log did not sign this.\n")


def check_continues(asked: Submission, held: Checkpoint | None) -> None:
    """It goes on from what the witness holds. Raises RefusedError: 400, 409 or 422."""
    new, size = asked.checkpoint, held.size if held else 0
    if asked.old > new.size:
        raise RefusedError(FORMAT, "The old size is larger than the new one.\n")
    if asked.old != size:
        raise RefusedError(SIZE, f"{size}\n", SIZE_TYPE)
    if new.size == 0 and new.root != EMPTY_ROOT:
        raise RefusedError(PROOF, "That is not the root of an empty tree.\n")
    if held is None or size == 0:
        if asked.path:
            raise RefusedError(PROOF, "Of an empty tree nothing can be shown.\n")
        return
    try:
        check_consistency(size, new.size, asked.path, held.root, new.root)
    except ProofError as wrong:
        raise RefusedError(PROOF, f"{wrong}\n") from wrong


def cosigned(text: str, name: str, private: Ed25519PrivateKey, time: int) -> Signature:
    """The witness's line below a checkpoint (type 04, cosignature/v1), at a Unix time."""
    key = public_key(name, private)
    signature = private.sign(notes.cosigned_text(text, time))
    return Signature(name, key.id, time.to_bytes(8, "big") + signature)


def public_key(name: str, private: Ed25519PrivateKey) -> Key:
    return Key(name, notes.COSIGNATURE, private.public_key().public_bytes_raw())
