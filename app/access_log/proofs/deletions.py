"""The notices that what entries said was deleted: they stand in the log, for everybody to read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from typing import Any, NamedTuple

from app.access_log.proofs.unpacking import (
    FalseEvidenceError,
    NotEvidenceError,
    being,
    json_of,
    moment_in,
    path_in,
    value_of,
)
from app.core.crypto.checkpoints import Checkpoint
from app.core.crypto.merkle import ProofError, check_inclusion, leaf_hash

ERASURE_FORMAT = "daylight-erasure@v1"
_UTC = timezone(timedelta())


class CheckedDeletion(NamedTuple):
    """A notice that is in the log: which entries were deleted, when, and by which rule."""

    number: int
    at: datetime
    rule: str
    entries: tuple[tuple[int, int], ...]  # the first and the last of each stretch
    months: int | None = None  # how long entries were kept, where that is the rule


def over(now: datetime, months: int) -> int:
    """The newest month (YYYYMM) whose entries are all kept long enough.

    One that was written down on its last day is kept for so many whole months too.
    """
    year, month0 = divmod(now.year * 12 + now.month - 1 - months - 1, 12)
    return year * 100 + month0 + 1


def was_over(at: datetime, months: int | None, month: int) -> bool:
    """Whether what was written down in a month (YYYYMM) had been kept for so many by then."""
    return months is not None and months >= 1 and month <= over(at, months)


def checked_deletions(said: dict[str, Any], checkpoint: Checkpoint) -> list[CheckedDeletion]:
    """The notices of a file of evidence. Raises NotEvidenceError or FalseEvidenceError."""
    shown = being(said.get("deletions", []), list)
    return [_checked_deletion(being(one, dict), checkpoint) for one in shown]


def deletion_of(number: int, deletions: Sequence[CheckedDeletion]) -> CheckedDeletion | None:
    """The notice that names an entry; one cannot name what came after it."""
    for each in deletions:
        if number < each.number and any(first <= number <= last for first, last in each.entries):
            return each
    return None


def check_was_due(number: int, access: dict[str, Any], deletion: CheckedDeletion) -> None:
    """What an entry once said tells how old it was when its time is said to have been over.

    Raises NotEvidenceError or FalseEvidenceError.
    """
    if deletion.rule != "retention":
        return
    recorded = moment_in(access, "recorded_at").astimezone(_UTC)
    month = recorded.year * 100 + recorded.month
    if not was_over(deletion.at.astimezone(_UTC), deletion.months, month):
        raise FalseEvidenceError(f"what entry {number} said was deleted before its time was over")


def _checked_deletion(shown: dict[str, Any], checkpoint: Checkpoint) -> CheckedDeletion:
    number, statement = value_of(shown, "number", int), value_of(shown, "statement", str)
    try:
        leaf = b"al1\2" + sha256(statement.encode()).digest()
        check_inclusion(number, checkpoint.size, leaf_hash(leaf), path_in(shown), checkpoint.root)
    except (ProofError, UnicodeEncodeError) as wrong:
        raise FalseEvidenceError(f"the notice {number} is not what was signed: {wrong}") from wrong
    about = json_of(f"notice {number}", statement)
    if about.get("format") != ERASURE_FORMAT:
        raise NotEvidenceError("this verifier does not know that kind of notice")
    entries = tuple(_stretch(each) for each in value_of(about, "entries", list))
    rule = value_of(about, "rule", str)
    months = None if about.get("months") is None else value_of(about, "months", int)
    return CheckedDeletion(number, moment_in(about, "recorded_at"), rule, entries, months)


def _stretch(said: Any) -> tuple[int, int]:
    ends = [being(each, int) for each in being(said, list)]
    if len(ends) != 2:
        raise NotEvidenceError("a notice is not readable")
    return ends[0], ends[1]
