"""Checking what an employee took with her: no database, no network, nothing to install.

The evidence is a zip. ``evidence.json`` holds her entries: of each the number, the salts and the
exact text of what is opened, the digest of what stays closed, and the path to the root;
``checkpoint`` is the signed note with that root; ``keys.json`` names the key it is checked with.
It also holds the newest seal, which counts everybody's entries: hers must be as many as it says,
and they must be these.
"""

from __future__ import annotations

import zipfile
import zlib
from hashlib import sha256
from typing import Any, BinaryIO, NamedTuple

from app.access_log.proofs.counting import CheckedSeal, checked_seal
from app.access_log.proofs.parts import (
    FalseEvidenceError,
    NotEvidenceError,
    field,
    hash_in,
    parsed,
    path_in,
    typed,
)
from app.core.crypto.checkpoints import Checkpoint, parse_checkpoint
from app.core.crypto.merkle import ProofError, check_consistency, check_inclusion, leaf_hash
from app.core.crypto.notes import Key, NoteError, decoded, is_signed_by, parse_key, parse_note
from app.core.crypto.sums import CHAIN_START, chained

EVIDENCE_FORMAT = "daylight-evidence@v2"
EVIDENCE, CHECKPOINT, KEYS = "evidence.json", "checkpoint", "keys.json"
MOST_UNPACKED = 1 << 28  # bytes of one file
LEAF = 36  # bytes of what is signed of an entry
SMALL, MOST_TIMES = 1 << 16, 20  # bytes, and how many times as long as packed
GROUPS = ("access", "accessor", "technical")


class CheckedEntry(NamedTuple):
    """An entry that is in the log as it stands here. What is closed or deleted is None."""

    number: int
    leaf: bytes
    access: dict[str, Any] | None
    accessor: dict[str, Any] | None


class Evidence(NamedTuple):
    """What a file was found to prove."""

    log: Key
    checkpoint: Checkpoint
    subject: str
    entries: list[CheckedEntry]
    seal: CheckedSeal
    consistency: dict[int, list[bytes]]
    anchored: bool  # checked with a key from elsewhere, not with the one that came with it


def verified(file: BinaryIO, keys: str | None = None, most: int = MOST_UNPACKED) -> Evidence:
    """Check a file of evidence, with the keys of a ``keys.json`` from elsewhere if there are any.

    ``most`` is how many bytes a part of it may have. Raises NotEvidenceError or FalseEvidenceError.
    """
    parts = _unpacked(file, most)
    log = _log_key(parsed(KEYS, parts[KEYS] if keys is None else keys))
    checkpoint = _signed_checkpoint(parts[CHECKPOINT], log)
    said = parsed(EVIDENCE, parts[EVIDENCE])
    if said.get("format") != EVIDENCE_FORMAT:
        raise NotEvidenceError("this verifier does not know that kind of evidence")
    subject = field(said, "subject", str)
    entries: list[CheckedEntry] = []
    for one in field(said, "entries", list):
        entry = _checked(typed(one, dict), subject, checkpoint)
        if entries and entries[-1].number >= entry.number:
            raise FalseEvidenceError(f"entry {entry.number} does not come after the one before it")
        entries.append(entry)
    sizes = [typed(one, dict) for one in field(said, "consistency", list)]
    consistency = {field(one, "size", int): path_in(one) for one in sizes}
    seal = checked_seal(said, [(one.number, one.leaf) for one in entries], checkpoint)
    return Evidence(log, checkpoint, subject, entries, seal, consistency, anchored=keys is not None)


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
    _check_counts_on(newer, older.seal)


def _check_counts_on(newer: Evidence, then: CheckedSeal) -> None:
    """What was counted then is what the newer file begins with, and is counted for her still."""
    if newer.seal.label != then.label:
        raise FalseEvidenceError("the two files are counted under two labels")
    if newer.seal.covers < then.covers:
        raise FalseEvidenceError("the newer file has the older seal")
    before = [entry.leaf for entry in newer.entries if entry.number < then.covers]
    if len(before) != then.entries or chained(CHAIN_START, before) != then.head:
        raise FalseEvidenceError("an entry was put in among those that were sealed before")


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


def _log_key(said: dict[str, Any]) -> Key:
    try:
        return parse_key(field(said, "log", str))
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
    number = field(said, "number", int)
    if "leaf" in said:
        leaf = _leaf(said)
        _check_in_log(said, number, leaf, checkpoint)
        return CheckedEntry(number, leaf, None, None)
    access, accessor, technical = (_group(said, at) for at in range(3))
    digest = sha256(b"al1 rec\0" + hash_in(said, "salt"))
    for _text, group in (access, accessor, technical):
        digest.update(group)
    leaf = b"al1\0" + digest.digest()
    _check_in_log(said, number, leaf, checkpoint)
    if access[0] is None:
        raise NotEvidenceError(f"entry {number} does not say what it is about")
    about = parsed(f"entry {number}", access[0])
    if about.get("subject") != subject:
        raise FalseEvidenceError(f"entry {number} is about somebody else")
    who = None if accessor[0] is None else parsed(f"entry {number}", accessor[0])
    return CheckedEntry(number, leaf, about, who)


def _check_in_log(said: dict[str, Any], number: int, leaf: bytes, checkpoint: Checkpoint) -> None:
    try:
        check_inclusion(number, checkpoint.size, leaf_hash(leaf), path_in(said), checkpoint.root)
    except ProofError as wrong:
        raise FalseEvidenceError(f"entry {number} is not what was signed: {wrong}") from wrong


def _leaf(said: dict[str, Any]) -> bytes:
    """Of an entry whose content is deleted: what was signed of it is all there is."""
    try:
        found = decoded(field(said, "leaf", str))
    except NoteError as wrong:
        raise NotEvidenceError("a leaf is not readable") from wrong
    if len(found) != LEAF or not found.startswith(b"al1\0"):
        raise NotEvidenceError("a leaf is none of an entry")
    return found


def _group(said: dict[str, Any], at: int) -> tuple[str | None, bytes]:
    """The text of a group, if it is opened, and its digest."""
    group = field(said, GROUPS[at], dict)
    if "digest" in group:
        return None, hash_in(group, "digest")
    text = field(group, "text", str)
    try:
        written = text.encode()
    except UnicodeEncodeError as wrong:
        raise NotEvidenceError("something is no text") from wrong
    salted = b"al1 grp\0" + bytes([at + 1]) + hash_in(group, "salt") + written
    return text, sha256(salted).digest()
