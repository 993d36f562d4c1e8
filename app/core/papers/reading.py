"""Reading a PDF in a process that may fail without anybody noticing."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_READER = Path(__file__).with_name("apart.py")
SECONDS = 60  # of waiting, on a machine that is busy; the reader itself has 20 of work
LARGEST = 50 << 20


class UnreadableError(Exception):
    """It is broken, or takes more time or memory than a document can need."""


@dataclass(frozen=True)
class Pdf:
    """What a PDF says: the texts of its first pages, how many there are, the files inside."""

    pages: list[str]
    count: int
    inside: list[str]
    locked: bool = False


def read(content: bytes) -> Pdf:
    """Raises UnreadableError; a document made to take all memory or time takes nothing of ours."""
    try:
        done = subprocess.run(  # noqa: S603 - this interpreter and a file of ours
            [sys.executable, "-I", str(_READER)],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
        found = json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError) as failed:
        raise UnreadableError from failed
    if found.get("locked"):
        return Pdf([], 0, [], locked=True)
    return Pdf(found["pages"], found["count"], found["inside"])
