"""What the verifier says when it is started by itself: ``python3 verify.py evidence.zip``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

from app.access_log.proofs.unpacking import FalseEvidenceError, NotEvidenceError
from app.access_log.proofs.verifier import Evidence, check_continues, verified

TRUE, FALSE, UNREADABLE = 0, 1, 2
_ZERO = timezone(timedelta())


def run(arguments: Sequence[str]) -> int:
    """0: true. 1: not true. 2: not readable. What was found goes to standard output."""
    parser = argparse.ArgumentParser(description="Check what you took from the access log.")
    parser.add_argument("evidence", metavar="EVIDENCE.zip", type=Path)
    parser.add_argument("--keys", type=Path, help="a keys.json that you have from elsewhere")
    parser.add_argument("--policy", type=Path, help="which witnesses must have signed")
    parser.add_argument("--previous", type=Path, help="the file you took before this one")
    asked = parser.parse_args(arguments)
    return answer(asked.evidence, asked.keys, asked.previous, asked.policy)


def answer(
    evidence: Path, keys: Path | None, previous: Path | None, policy: Path | None = None
) -> int:
    """Check the files and say what was found."""
    try:
        trusted = keys.read_text("utf-8") if keys else None
        asked = policy.read_text("utf-8") if policy else None
        with evidence.open("rb") as file:
            found = verified(file, trusted, asked)
        said = lines(found)
        if previous is not None:
            with previous.open("rb") as file:
                older = verified(file, trusted)
            check_continues(found, older)
            said.append(f"continues: from {older.checkpoint.size} entries")
    except FalseEvidenceError as wrong:
        return _refuse(f"Not true: {wrong}.", FALSE)
    except (NotEvidenceError, OSError, ValueError) as wrong:
        return _refuse(f"Not readable: {wrong}.", UNREADABLE)
    sys.stdout.write("".join(f"{line}\n" for line in said))
    return TRUE


def lines(found: Evidence) -> list[str]:
    """What a true file proves, a line each."""
    return [
        f"true: {len(found.entries)} entries about you are in the log as they were written",
        f"complete: of the first {found.seal.covers} of {found.checkpoint.size} entries of the log "
        "these are all about you",
        f"counted: {_said(found.seal.made_at)}, for {found.seal.people} people and record keepers",
        f"log: {found.checkpoint.origin}",
        f"size: {found.checkpoint.size}",
        f"anchored: {'yes' if found.anchored else 'no'}",
        *deleted(found),
        *witnesses(found),
    ]


def deleted(found: Evidence) -> list[str]:
    """Of how many entries the content was deleted, a line for each notice that says so."""
    each = [entry.deletion for entry in found.entries if entry.deletion is not None]
    return [
        f"deleted: what {each.count(one)} of them said, at {_said(one.at)}, by the rule "
        f"{one.rule!r}, says entry {one.number}"
        for one in dict.fromkeys(each)
    ]


def witnesses(found: Evidence) -> list[str]:
    """Who signed besides the log, when, and how many entries there were."""
    if found.witnessed is None or not found.witnessed.by:
        return ["witnessed: no"]
    size = found.witnessed.size
    when = {name: _moment(time) for name, time in found.witnessed.by.items()}
    return [f"witnessed: by {name} at {at}, {size} entries" for name, at in when.items()]


def _said(moment: datetime) -> str:
    return moment.astimezone(_ZERO).strftime("%Y-%m-%dT%H:%M:%SZ")


def _moment(time: int) -> str:
    """In UTC (RFC 3339); a witness may write what no clock shows."""
    if time >> 33:
        return f"second {time}"
    return _said(datetime.fromtimestamp(time, tz=_ZERO))


def _refuse(sentence: str, code: int) -> int:
    sys.stderr.write(sentence + "\n")
    return code
