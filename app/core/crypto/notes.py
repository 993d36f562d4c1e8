"""Signed notes (c2sp.org/signed-note): a text, and below it who signed it.

Keys sign either the text (type 01, Ed25519) or the text with a time (type 04, the cosignature of
a witness, c2sp.org/tlog-cosignature).
"""

from __future__ import annotations

import base64
import binascii
import re
from hashlib import sha256
from typing import NamedTuple

from app.core.crypto.ed25519 import is_signed

ED25519, COSIGNATURE = 0x01, 0x04
MOST_SIGNATURES = 100
MOST_BYTES = 1_000_000
_LINE = re.compile(r"\u2014 ([^ +\n]+) ([A-Za-z0-9+/=]+)")
_SPACE = re.compile(r"[\s+]")


class NoteError(ValueError):
    """Not a signed note, or not a key as notes name them."""


class Key(NamedTuple):
    """A verifier key: its name, what it signs (type 01 or 04), and its 32 public bytes."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """The first four bytes of ``SHA-256(name || 0A || type || public key)``."""
        written = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return sha256(written).digest()[:4]

    def __str__(self) -> str:
        public = base64.b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.id.hex()}+{public}"


class Signature(NamedTuple):
    """One line below a note: who says so, and the bytes that show it."""

    name: str
    key_id: bytes
    blob: bytes

    def __str__(self) -> str:
        return f"\u2014 {self.name} {base64.b64encode(self.key_id + self.blob).decode()}\n"


class Note(NamedTuple):
    """A text, which ends in a newline, and its signatures."""

    text: str
    signatures: list[Signature]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(map(str, self.signatures))


def parse_key(vkey: str) -> Key:
    """``name+hex(key id)+base64(type || public key)``. Raises NoteError."""
    parts = vkey.split("+", 2)
    if len(parts) != 3 or not is_name(parts[0]) or not re.fullmatch(r"[0-9a-f]{8}", parts[1]):
        raise NoteError("not a verifier key")
    written = decoded(parts[2])
    if len(written) != 33 or written[0] not in {ED25519, COSIGNATURE}:
        raise NoteError("not a kind of key that is known")
    key = Key(parts[0], written[0], written[1:])
    if key.id.hex() != parts[1]:
        raise NoteError("the key's id is not that of the key")
    return key


def is_name(text: str) -> bool:
    """Whether a key may be named so: no space of any kind, and no plus."""
    return bool(text) and not _SPACE.search(text)


def parse_note(text: str) -> Note:
    """A note, whoever signed it. Raises NoteError for what is not written in the one right way."""
    if len(_utf8(text)) > MOST_BYTES:
        raise NoteError("too long for a note")
    if any(character < " " and character != "\n" for character in text):
        raise NoteError("a control character")
    split = text.rfind("\n\n")
    if split < 0 or not text.endswith("\n"):
        raise NoteError("no signatures below an empty line")
    lines = text[split + 2 : -1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise NoteError("too many signatures")
    return Note(text[: split + 1], [_signature(line) for line in lines])


def is_signed_by(note: Note, key: Key) -> bool:
    """Whether a note carries this key's signature, and every one it names so is true.

    Raises NoteError if one is false: a note with a false signature is to be trusted in nothing.
    """
    found = _of(note, key)
    for signature in found:
        if _message_of(note.text, key, signature) is None:
            raise NoteError(f"the signature of {key.name} is not true")
    return bool(found)


def cosigned_at(note: Note, key: Key) -> int | None:
    """When a witness last signed the note, in Unix seconds; None if it did not.

    Raises NoteError if a signature of its is false.
    """
    if key.kind != COSIGNATURE or not is_signed_by(note, key):
        return None
    return max(int.from_bytes(signature.blob[:8], "big") for signature in _of(note, key))


def cosigned_text(text: str, time: int) -> bytes:
    """What a witness signs: the note's whole text under the time, in Unix seconds."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def decoded(text: str) -> bytes:
    """Base64 with padding in its one canonical way (RFC 4648 3.5). Raises NoteError."""
    try:
        found = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as wrong:
        raise NoteError("not base64") from wrong
    if base64.b64encode(found).decode() != text:
        raise NoteError("not the one way to write it in base64")
    return found


def _signature(line: str) -> Signature:
    found = _LINE.fullmatch(line)
    if found is None or not is_name(found[1]):
        raise NoteError("not a signature line")
    blob = decoded(found[2])
    if len(blob) < 5:
        raise NoteError("a signature without a signature")
    return Signature(found[1], blob[:4], blob[4:])


def _of(note: Note, key: Key) -> set[Signature]:
    """Those of a key, each once: to say a thing again costs whoever checks it nothing."""
    return {each for each in note.signatures if (each.name, each.key_id) == (key.name, key.id)}


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as wrong:
        raise NoteError("not text") from wrong


def _message_of(text: str, key: Key, signature: Signature) -> bytes | None:
    """What was signed, if it was."""
    message, blob = text.encode(), signature.blob
    if key.kind == COSIGNATURE:
        message, blob = cosigned_text(text, int.from_bytes(blob[:8], "big")), blob[8:]
    return message if is_signed(key.public, message, blob) else None
