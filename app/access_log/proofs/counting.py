"""Whether a file of evidence holds all the entries that the seal counts for its owner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from app.access_log.proofs.unpacking import (
    FalseEvidenceError,
    NotEvidenceError,
    being,
    hash_in,
    json_of,
    moment_in,
    path_in,
    value_of,
)
from app.core.crypto.checkpoints import Checkpoint
from app.core.crypto.merkle import ProofError, check_inclusion, leaf_hash
from app.core.crypto.sums import CHAIN_START, Sum, chained, check_counted, holder

SEAL_FORMAT = "daylight-seal@v1"
NEWEST = timedelta(hours=25)  # how old the seal may be when the file is made: they are hourly


class CheckedSeal(NamedTuple):
    """Up to where these are all the entries about her, and how many people were counted."""

    covers: int
    people: int
    made_at: datetime
    label: bytes
    entries: int
    head: bytes


def checked_seal(
    said: dict[str, Any], leaves: Sequence[tuple[int, bytes]], checkpoint: Checkpoint
) -> CheckedSeal:
    """The seal of the evidence, which counts just these entries, a number and a leaf each.

    Raises NotEvidenceError or FalseEvidenceError.
    """
    shown = value_of(said, "seal", dict)
    statement = value_of(shown, "statement", str)
    number = value_of(shown, "number", int)
    try:
        leaf = b"al1\1" + sha256(statement.encode()).digest()
        check_inclusion(number, checkpoint.size, leaf_hash(leaf), path_in(shown), checkpoint.root)
    except (ProofError, UnicodeEncodeError) as wrong:
        raise FalseEvidenceError(f"the seal is not what was signed: {wrong}") from wrong
    about = json_of("the seal", statement)
    if about.get("format") != SEAL_FORMAT:
        raise NotEvidenceError("this verifier does not know that kind of seal")
    covers, made_at = value_of(about, "covers", int), moment_in(about, "recorded_at")
    if covers > number:
        raise FalseEvidenceError("the seal covers what came after it")
    since = moment_in(said, "made_at") - made_at
    if since < timedelta():
        raise FalseEvidenceError("the seal is of a later time than the file")
    if since > NEWEST:
        raise FalseEvidenceError(f"the seal is of {made_at:%Y-%m-%d}, and there is one every hour")
    sealed = CheckedSeal(
        covers,
        value_of(about, "people", int),
        made_at,
        hash_in(shown, "label"),
        sum(number < covers for number, _leaf in leaves),
        chained(CHAIN_START, [leaf for number, leaf in leaves if number < covers]),
    )
    own, total = holder(sealed.label, sealed.entries, sealed.head), hash_in(about, "root")
    path = [_sum(being(one, dict)) for one in value_of(shown, "sums", list)]
    try:
        place = value_of(shown, "place", int)
        check_counted(place, Sum(covers, sealed.people, total), own, path)
    except ProofError as wrong:
        raise FalseEvidenceError(
            f"these are not all the entries that the seal counts for you: {wrong}"
        ) from wrong
    return sealed


def _sum(said: dict[str, Any]) -> Sum:
    return Sum(value_of(said, "entries", int), value_of(said, "people", int), hash_in(said, "hash"))
