"""Checking what an employee took with her: no database, no network, nothing to install.

The evidence is a zip. ``evidence.json`` holds her entries: of each the number, the salts and the
exact text of what is opened, the digest of what stays closed, and the path to the root;
``checkpoint`` is the signed note with that root; ``keys.json`` names the key it is checked with.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from hashlib import sha256
from typing import Any, BinaryIO, NamedTuple

from app.core.crypto.checkpoints import Checkpoint, parse_checkpoint
from app.core.crypto.merkle import HASH, ProofError, check_consistency, check_inclusion, leaf_hash
from app.core.crypto.notes import Key, NoteError, decoded, is_signed_by, parse_key, parse_note

EVIDENCE_FORMAT = "daylight-evidence@v1"
EVIDENCE, CHECKPOINT, KEYS = "evidence.json", "checkpoint", "keys.json"
MOST_UNPACKED = 1 << 28  # bytes of one file
SMALL, MOST_TIMES = 1 << 16, 20  # bytes, and how many times as long as packed
GROUPS = ("access", "accessor", "technical")


class NotEvidenceError(Exception):
    """This is no evidence, or it is damaged: nothing can be said of the log."""


class FalseEvidenceError(Exception):
    """The evidence can be read, and what it says is not what was signed."""


class CheckedEntry(NamedTuple):
    """An entry that is in the log as it stands here. What is closed is None."""

    number: int
    leaf: bytes
    access: dict[str, Any]
    accessor: dict[str, Any] | None


class Evidence(NamedTuple):
    """What a file was found to prove."""

    log: Key
    checkpoint: Checkpoint
    subject: str
    entries: list[CheckedEntry]
    consistency: dict[int, list[bytes]]
    anchored: bool  # checked with a key from elsewhere, not with the one that came with it


def verified(file: BinaryIO, keys: str | None = None, most: int = MOST_UNPACKED) -> Evidence:
    """Check a file of evidence, with the keys of a ``keys.json`` from elsewhere if there are any.

    ``most`` is how many bytes a part of it may have. Raises NotEvidenceError or FalseEvidenceError.
    """
    parts = _unpacked(file, most)
    log = _log_key(_json(KEYS, parts[KEYS] if keys is None else keys))
    checkpoint = _signed_checkpoint(parts[CHECKPOINT], log)
    said = _json(EVIDENCE, parts[EVIDENCE])
    if said.get("format") != EVIDENCE_FORMAT:
        raise NotEvidenceError("this verifier does not know that kind of evidence")
    subject = _get(said, "subject", str)
    entries: list[CheckedEntry] = []
    for one in _get(said, "entries", list):
        entry = _checked(_is(one, dict), subject, checkpoint)
        if entries and entries[-1].number >= entry.number:
            raise FalseEvidenceError(f"entry {entry.number} does not come after the one before it")
        entries.append(entry)
    consistency = {
        _get(_is(one, dict), "size", int): _path(one) for one in _get(said, "consistency", list)
    }
    return Evidence(log, checkpoint, subject, entries, consistency, anchored=keys is not None)


def check_continues(newer: Evidence, older: Evidence) -> None:
    """All that the older evidence proved is still there in the newer. Raises FalseEvidenceError."""
    if newer.log != older.log:
        raise FalseEvidenceError("the two files are not of the same log")
    if newer.subject != older.subject:
        raise FalseEvidenceError("the two files are not of the same person")
    then, now = older.checkpoint, newer.checkpoint
    if now.size < then.size:
        raise FalseEvidenceError("the newer file is of a shorter log")
    path = [] if now.size == then.size else newer.consistency.get(then.size)
    if path is None:
        raise NotEvidenceError(
            f"the newer file does not say how it goes on from {then.size} entries"
        )
    try:
        check_consistency(then.size, now.size, path, then.root, now.root)
    except ProofError as wrong:
        raise FalseEvidenceError(f"what was signed before was changed: {wrong}") from wrong
    leaves = {entry.number: entry.leaf for entry in newer.entries}
    for entry in older.entries:
        if leaves.get(entry.number) != entry.leaf:
            raise FalseEvidenceError(f"entry {entry.number} is not in the newer file any more")


def _unpacked(file: BinaryIO, most: int) -> dict[str, str]:
    try:
        with zipfile.ZipFile(file) as archive:
            return {name: _read(archive, name, most) for name in (EVIDENCE, CHECKPOINT, KEYS)}
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ) as wrong:
        raise NotEvidenceError("this is no file of evidence") from wrong
    except ValueError as wrong:
        raise NotEvidenceError("the file is damaged") from wrong


def _read(archive: zipfile.ZipFile, name: str, most: int) -> str:
    about = archive.getinfo(name)
    if about.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise NotEvidenceError(f"{name} is packed in another way")
    if about.file_size > max(SMALL, MOST_TIMES * about.compress_size):
        raise NotEvidenceError(f"{name} unpacks to too much")
    with archive.open(name) as part:
        found = part.read(most + 1)
    if len(found) > most:
        raise NotEvidenceError(f"{name} is too large")
    return found.decode("utf-8")


def _json(name: str, text: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = _is(json.loads(text, object_pairs_hook=_each_once), dict)
    except (ValueError, RecursionError) as wrong:
        raise NotEvidenceError(f"{name} is not readable") from wrong
    return found


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _log_key(said: dict[str, Any]) -> Key:
    try:
        return parse_key(_get(said, "log", str))
    except NoteError as wrong:
        raise NotEvidenceError("the log’s key is not readable") from wrong


def _signed_checkpoint(text: str, log: Key) -> Checkpoint:
    try:
        note = parse_note(text)
        found = parse_checkpoint(note.text)
    except NoteError as wrong:
        raise NotEvidenceError(f"the checkpoint is not readable: {wrong}") from wrong
    try:
        if found.origin == log.name and is_signed_by(note, log):
            return found
    except NoteError as wrong:
        raise FalseEvidenceError(str(wrong)) from wrong
    raise FalseEvidenceError(f"the checkpoint is not signed by {log.name}")


def _checked(said: dict[str, Any], subject: str, checkpoint: Checkpoint) -> CheckedEntry:
    number = _get(said, "number", int)
    access, accessor, technical = (_group(said, at) for at in range(3))
    digest = sha256(b"al1 rec\0" + _bytes(said, "salt"))
    for _text, group in (access, accessor, technical):
        digest.update(group)
    leaf = b"al1\0" + digest.digest()
    try:
        path = _path(said)
        check_inclusion(number, checkpoint.size, leaf_hash(leaf), path, checkpoint.root)
    except ProofError as wrong:
        raise FalseEvidenceError(f"entry {number} is not what was signed: {wrong}") from wrong
    if access[0] is None:
        raise NotEvidenceError(f"entry {number} does not say what it is about")
    about = _json(f"entry {number}", access[0])
    if about.get("subject") != subject:
        raise FalseEvidenceError(f"entry {number} is about somebody else")
    who = None if accessor[0] is None else _json(f"entry {number}", accessor[0])
    return CheckedEntry(number, leaf, about, who)


def _group(said: dict[str, Any], at: int) -> tuple[str | None, bytes]:
    """The text of a group, if it is opened, and its digest."""
    group = _get(said, GROUPS[at], dict)
    if "digest" in group:
        return None, _bytes(group, "digest")
    text = _get(group, "text", str)
    try:
        written = text.encode()
    except UnicodeEncodeError as wrong:
        raise NotEvidenceError("something is no text") from wrong
    salted = b"al1 grp\0" + bytes([at + 1]) + _bytes(group, "salt") + written
    return text, sha256(salted).digest()


def _path(said: dict[str, Any]) -> list[bytes]:
    return [_hash(text) for text in _get(said, "path", list)]


def _bytes(said: dict[str, Any], name: str) -> bytes:
    return _hash(_get(said, name, str))


def _hash(text: Any) -> bytes:
    try:
        found = decoded(_is(text, str))
    except NoteError as wrong:
        raise NotEvidenceError("a hash is not readable") from wrong
    if len(found) != HASH:
        raise NotEvidenceError("a hash has another length")
    return found


def _get(said: dict[str, Any], name: str, kind: type) -> Any:
    if name not in said:
        raise NotEvidenceError(f"{name} is missing")
    return _is(said[name], kind)


def _is(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise NotEvidenceError("something is not what it should be")
    return value
