"""Checking what an employee took with her: no database, no network, nothing to install.

The evidence is a zip. ``evidence.json`` holds her entries: of each the number, the salts and the
exact text of what is opened, the digest of what stays closed, and the path to the root;
``checkpoint`` is the signed note with that root; ``keys.json`` names the key it is checked with.
It also holds the newest seal, which counts everybody's entries: hers must be as many as it says,
and they must be these.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, BinaryIO, NamedTuple

from app.core.crypto.checkpoints import Checkpoint, parse_checkpoint
from app.core.crypto.merkle import HASH, ProofError, check_consistency, check_inclusion, leaf_hash
from app.core.crypto.notes import Key, NoteError, decoded, is_signed_by, parse_key, parse_note
from app.core.crypto.sums import CHAIN_START, Sum, chained, check_counted, holder

EVIDENCE_FORMAT = "daylight-evidence@v2"
SEAL_FORMAT = "daylight-seal@v1"
EVIDENCE, CHECKPOINT, KEYS = "evidence.json", "checkpoint", "keys.json"
MOST_UNPACKED = 1 << 28  # bytes of one file
LEAF = 36  # bytes of what is signed of an entry
SMALL, MOST_TIMES = 1 << 16, 20  # bytes, and how many times as long as packed
NEWEST = timedelta(hours=25)  # how old the seal may be when the file is made: they are hourly
GROUPS = ("access", "accessor", "technical")


class NotEvidenceError(Exception):
    """This is no evidence, or it is damaged: nothing can be said of the log."""


class FalseEvidenceError(Exception):
    """The evidence can be read, and what it says is not what was signed."""


class CheckedEntry(NamedTuple):
    """An entry that is in the log as it stands here. What is closed or deleted is None."""

    number: int
    leaf: bytes
    access: dict[str, Any] | None
    accessor: dict[str, Any] | None


class CheckedSeal(NamedTuple):
    """Up to where these are all the entries about her, and how many people were counted."""

    covers: int
    people: int
    made_at: datetime
    label: bytes
    entries: int
    head: bytes


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
    seal = _checked_seal(said, entries, checkpoint)
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


def _checked_seal(
    said: dict[str, Any], entries: list[CheckedEntry], checkpoint: Checkpoint
) -> CheckedSeal:
    shown = _get(said, "seal", dict)
    statement = _get(shown, "statement", str)
    number = _get(shown, "number", int)
    try:
        leaf = b"al1\1" + sha256(statement.encode()).digest()
        check_inclusion(number, checkpoint.size, leaf_hash(leaf), _path(shown), checkpoint.root)
    except (ProofError, UnicodeEncodeError) as wrong:
        raise FalseEvidenceError(f"the seal is not what was signed: {wrong}") from wrong
    about = _json("the seal", statement)
    if about.get("format") != SEAL_FORMAT:
        raise NotEvidenceError("this verifier does not know that kind of seal")
    covers, made_at = _get(about, "covers", int), _moment(about, "recorded_at")
    if covers > number:
        raise FalseEvidenceError("the seal covers what came after it")
    if _moment(said, "made_at") - made_at > NEWEST:
        raise FalseEvidenceError(f"the seal is of {made_at:%Y-%m-%d}, and there is one every hour")
    sealed = CheckedSeal(
        covers,
        _get(about, "people", int),
        made_at,
        _bytes(shown, "label"),
        sum(entry.number < covers for entry in entries),
        chained(CHAIN_START, [entry.leaf for entry in entries if entry.number < covers]),
    )
    own, total = holder(sealed.label, sealed.entries, sealed.head), _bytes(about, "root")
    path = [_sum(_is(one, dict)) for one in _get(shown, "sums", list)]
    try:
        place = _get(shown, "place", int)
        check_counted(place, Sum(covers, sealed.people, total), own, path)
    except ProofError as wrong:
        raise FalseEvidenceError(
            f"these are not all the entries that the seal counts for you: {wrong}"
        ) from wrong
    return sealed


def _sum(said: dict[str, Any]) -> Sum:
    return Sum(_get(said, "entries", int), _get(said, "people", int), _bytes(said, "hash"))


def _moment(said: dict[str, Any], name: str) -> datetime:
    try:
        found = datetime.fromisoformat(_get(said, name, str).replace("Z", "+00:00"))
    except ValueError as wrong:
        raise NotEvidenceError(f"{name} is no moment") from wrong
    if found.tzinfo is None:
        raise NotEvidenceError(f"{name} has no time zone")
    return found


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
    if "leaf" in said:
        leaf = _leaf(said)
        _check_in_log(said, number, leaf, checkpoint)
        return CheckedEntry(number, leaf, None, None)
    access, accessor, technical = (_group(said, at) for at in range(3))
    digest = sha256(b"al1 rec\0" + _bytes(said, "salt"))
    for _text, group in (access, accessor, technical):
        digest.update(group)
    leaf = b"al1\0" + digest.digest()
    _check_in_log(said, number, leaf, checkpoint)
    if access[0] is None:
        raise NotEvidenceError(f"entry {number} does not say what it is about")
    about = _json(f"entry {number}", access[0])
    if about.get("subject") != subject:
        raise FalseEvidenceError(f"entry {number} is about somebody else")
    who = None if accessor[0] is None else _json(f"entry {number}", accessor[0])
    return CheckedEntry(number, leaf, about, who)


def _check_in_log(said: dict[str, Any], number: int, leaf: bytes, checkpoint: Checkpoint) -> None:
    try:
        check_inclusion(number, checkpoint.size, leaf_hash(leaf), _path(said), checkpoint.root)
    except ProofError as wrong:
        raise FalseEvidenceError(f"entry {number} is not what was signed: {wrong}") from wrong


def _leaf(said: dict[str, Any]) -> bytes:
    """Of an entry whose content is deleted: what was signed of it is all there is."""
    try:
        found = decoded(_get(said, "leaf", str))
    except NoteError as wrong:
        raise NotEvidenceError("a leaf is not readable") from wrong
    if len(found) != LEAF or not found.startswith(b"al1\0"):
        raise NotEvidenceError("a leaf is none of an entry")
    return found


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
