"""Checking what an employee took with her: no database, no network, nothing to install.

The evidence is a zip. ``evidence.json`` holds her entries: of each the number, the salts and the
exact text of what is opened, the digest of what stays closed, and the path to the root;
``checkpoint`` is the signed note with that root; ``keys.json`` names the key it is checked with;
``witnessed``, if it is there, is an earlier one that others signed too, and ``policy`` says who.
It also holds the newest seal, which counts everybody's entries: hers must be as many as it says,
and they must be these. Of an entry whose content was deleted there is the leaf, and the public
notice in the log that says so.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any, BinaryIO, NamedTuple

from app.access_log.proofs.counting import CheckedSeal, checked_seal
from app.access_log.proofs.deletions import (
    CheckedDeletion,
    check_was_due,
    checked_deletions,
    deletion_of,
)
from app.access_log.proofs.unpacking import (
    CHECKPOINT,
    EVIDENCE,
    EVIDENCE_FORMAT,
    KEYS,
    MOST_UNPACKED,
    POLICY,
    WITNESSED,
    FalseEvidenceError,
    NotEvidenceError,
    being,
    hash_in,
    json_of,
    path_in,
    unpacked,
    value_of,
)
from app.core.crypto.checkpoints import Checkpoint, parse_checkpoint
from app.core.crypto.merkle import ProofError, check_consistency, check_inclusion, leaf_hash
from app.core.crypto.notes import (
    Key,
    Note,
    NoteError,
    cosigned_at,
    is_signed_by,
    parse_key,
    parse_note,
)
from app.core.crypto.policies import NO_QUORUM, Party, Policy, parse_policy
from app.core.crypto.sums import CHAIN_START, chained

GROUPS = ("access", "accessor", "technical")


class CheckedEntry(NamedTuple):
    """An entry that is in the log as it stands here. What is closed is None.

    Of one whose content was deleted, nothing but the notice that says so is known.
    """

    number: int
    leaf: bytes
    access: dict[str, Any]
    accessor: dict[str, Any] | None
    deletion: CheckedDeletion | None = None


class Witnessed(NamedTuple):
    """A checkpoint that the evidence goes on from: how many entries, and who signed it when.

    Times are in Unix seconds; ``enough``: as many witnesses as the policy asks for.
    """

    size: int
    by: dict[str, int]
    enough: bool


class Evidence(NamedTuple):
    """What a file was found to prove."""

    log: Key
    checkpoint: Checkpoint
    subject: str
    entries: list[CheckedEntry]
    seal: CheckedSeal
    consistency: dict[int, list[bytes]]
    anchored: bool  # checked with a key from elsewhere, not with the one that came with it
    witnessed: Witnessed | None = None


def verified(
    file: BinaryIO, keys: str | None = None, policy: str | None = None, most: int = MOST_UNPACKED
) -> Evidence:
    """Check a file of evidence, with what there is from elsewhere: a ``keys.json``, a policy.

    With a policy the witnesses it asks for must have signed. ``most`` is how many bytes a part
    may have. Raises NotEvidenceError or FalseEvidenceError.
    """
    parts = unpacked(file, most)
    known = json_of(KEYS, parts[KEYS] if keys is None else keys)
    trusted = _trusted(known, parts.get(POLICY) if policy is None and keys is None else policy)
    log = _log_key(known)
    if policy is not None and keys is None:
        log = _log_of(trusted, log)
    checkpoint = _signed_checkpoint(parts[CHECKPOINT], log)[1]
    said = json_of(EVIDENCE, parts[EVIDENCE])
    if said.get("format") != EVIDENCE_FORMAT:
        raise NotEvidenceError("this verifier does not know that kind of evidence")
    subject = value_of(said, "subject", str)
    deletions = checked_deletions(said, checkpoint)
    entries: list[CheckedEntry] = []
    for one in value_of(said, "entries", list):
        entry = _checked(being(one, dict), subject, checkpoint, deletions)
        if entries and entries[-1].number >= entry.number:
            raise FalseEvidenceError(f"entry {entry.number} does not come after the one before it")
        entries.append(entry)
    consistency = {
        value_of(being(one, dict), "size", int): path_in(one)
        for one in value_of(said, "consistency", list)
    }
    seal = checked_seal(said, [(one.number, one.leaf) for one in entries], checkpoint)
    witnessed = None
    if WITNESSED in parts:
        older = _signed_checkpoint(parts[WITNESSED], log)
        witnessed = _witnessed(*older, checkpoint, consistency, trusted)
    if policy is not None and not trusted.is_met(witnessed.by if witnessed else {}):
        raise FalseEvidenceError("not as many witnesses signed as the policy asks for")
    anchored = keys is not None or (policy is not None and bool(trusted.logs))
    return Evidence(log, checkpoint, subject, entries, seal, consistency, anchored, witnessed)


def check_continues(newer: Evidence, older: Evidence) -> None:
    """All that the older evidence proved is still there in the newer, or was deleted in its time.

    Raises NotEvidenceError or FalseEvidenceError.
    """
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
    there = {entry.number: entry for entry in newer.entries}
    for entry in older.entries:
        same = there.get(entry.number)
        if same is None or same.leaf != entry.leaf:
            raise FalseEvidenceError(f"entry {entry.number} is not in the newer file any more")
        if same.deletion is not None and entry.deletion is None:
            check_was_due(entry.number, entry.access, same.deletion)
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


def _log_key(said: dict[str, Any]) -> Key:
    try:
        return parse_key(value_of(said, "log", str))
    except NoteError as wrong:
        raise NotEvidenceError("the log’s key is not readable") from wrong


def _trusted(known: dict[str, Any], policy: str | None) -> Policy:
    """Which witnesses are believed: those of a policy, else those whose keys are known."""
    try:
        if policy is not None:
            return parse_policy(policy)
        keys = [parse_key(being(each, str)) for each in known.get("witness", [])]
    except (ValueError, TypeError) as wrong:
        raise NotEvidenceError(f"the witnesses’ keys are not readable: {wrong}") from wrong
    return Policy((), {each.name: Party(each) for each in keys}, {}, NO_QUORUM)


def _log_of(trusted: Policy, log: Key) -> Key:
    """The policy's own key of the log that a file says it is of."""
    if not trusted.logs:
        return log
    for each in trusted.logs:
        if each.key.name == log.name:
            return each.key
    raise FalseEvidenceError(f"the policy knows no log {log.name}")


def _witnessed(
    note: Note,
    older: Checkpoint,
    newer: Checkpoint,
    consistency: dict[int, list[bytes]],
    trusted: Policy,
) -> Witnessed:
    """Who signed a checkpoint that the evidence's goes on from. Raises FalseEvidenceError."""
    try:
        path = [] if older.size == newer.size else consistency.get(older.size)
        if path is None:
            raise NotEvidenceError(f"the file does not say how it goes on from {older.size}")
        check_consistency(older.size, newer.size, path, older.root, newer.root)
        times = {name: cosigned_at(note, each.key) for name, each in trusted.witnesses.items()}
    except (ProofError, NoteError) as wrong:
        raise FalseEvidenceError(f"what was witnessed is not true: {wrong}") from wrong
    by = {name: time for name, time in times.items() if time}
    return Witnessed(older.size, by, bool(by) and trusted.is_met(by))


def _signed_checkpoint(text: str, log: Key) -> tuple[Note, Checkpoint]:
    try:
        note = parse_note(text)
        found = parse_checkpoint(note.text)
    except NoteError as wrong:
        raise NotEvidenceError(f"the checkpoint is not readable: {wrong}") from wrong
    try:
        if found.origin == log.name and is_signed_by(note, log):
            return note, found
    except NoteError as wrong:
        raise FalseEvidenceError(str(wrong)) from wrong
    raise FalseEvidenceError(f"the checkpoint is not signed by {log.name}")


def _checked(
    said: dict[str, Any],
    subject: str,
    checkpoint: Checkpoint,
    deletions: list[CheckedDeletion],
) -> CheckedEntry:
    number = value_of(said, "number", int)
    if "commitment" in said:
        return _deleted(said, number, checkpoint, deletion_of(number, deletions))
    access, accessor, technical = (_group(said, at) for at in range(3))
    digest = sha256(b"al1 rec\0" + hash_in(said, "salt"))
    for _text, group in (access, accessor, technical):
        digest.update(group)
    leaf = b"al1\0" + digest.digest()
    _check_in_log(said, number, leaf, checkpoint)
    if access[0] is None:
        raise NotEvidenceError(f"entry {number} does not say what it is about")
    about = json_of(f"entry {number}", access[0])
    if about.get("subject") != subject:
        raise FalseEvidenceError(f"entry {number} is about somebody else")
    who = None if accessor[0] is None else json_of(f"entry {number}", accessor[0])
    return CheckedEntry(number, leaf, about, who)


def _deleted(
    said: dict[str, Any], number: int, checkpoint: Checkpoint, deletion: CheckedDeletion | None
) -> CheckedEntry:
    if deletion is None:
        raise FalseEvidenceError(
            f"what entry {number} says is not in the file, and no notice says that it was deleted"
        )
    leaf = b"al1\0" + hash_in(said, "commitment")
    _check_in_log(said, number, leaf, checkpoint)
    return CheckedEntry(number, leaf, {}, None, deletion)


def _check_in_log(said: dict[str, Any], number: int, leaf: bytes, checkpoint: Checkpoint) -> None:
    try:
        check_inclusion(number, checkpoint.size, leaf_hash(leaf), path_in(said), checkpoint.root)
    except ProofError as wrong:
        raise FalseEvidenceError(f"entry {number} is not what was signed: {wrong}") from wrong


def _group(said: dict[str, Any], at: int) -> tuple[str | None, bytes]:
    """The text of a group, if it is opened, and its digest."""
    group = value_of(said, GROUPS[at], dict)
    if "digest" in group:
        return None, hash_in(group, "digest")
    text = value_of(group, "text", str)
    try:
        written = text.encode()
    except UnicodeEncodeError as wrong:
        raise NotEvidenceError("something is no text") from wrong
    salted = b"al1 grp\0" + bytes([at + 1]) + hash_in(group, "salt") + written
    return text, sha256(salted).digest()
