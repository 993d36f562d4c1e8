"""The board: for each released report what its reporter may read, sealed to her code.

Made anew as a whole at each release, in random order, so that it tells nothing of which one
was answered when.
"""

import secrets
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from random import SystemRandom

_TABLE = "CREATE TABLE letter (mailbox TEXT PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID"


def post(file: Path, letters: Mapping[str, bytes]) -> None:
    """Put these in the place of all that hung there; readers see the old ones or the new ones."""
    fresh = file.with_name(f"board.{secrets.token_hex(8)}.new")  # two workers never share one
    rows = list(letters.items())
    SystemRandom().shuffle(rows)
    try:
        with closing(sqlite3.connect(fresh, isolation_level=None)) as made:
            made.execute(_TABLE)
            made.execute("BEGIN")
            made.executemany("INSERT INTO letter (mailbox, sealed) VALUES (?, ?)", rows)
            made.execute("COMMIT")
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)


def forget_unfinished(file: Path) -> None:
    """Take away what a process that died left. One that is at work fails, and is mended."""
    for left in file.parent.glob("board.*.new*"):
        left.unlink(missing_ok=True)


def read(file: Path, mailbox: str) -> bytes | None:
    """What hangs there for a mailbox."""
    if not file.exists():
        return None
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as hung:
        found = hung.execute("SELECT sealed FROM letter WHERE mailbox = ?", (mailbox,)).fetchone()
    return None if found is None else bytes(found[0])
