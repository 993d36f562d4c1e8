"""The spool: sealed boxes that wait for the next release, and nothing that tells their order.

A file of its own, apart from the portal's. Boxes lie under random keys, without a number or a
moment. The order in which SQLite filled its pages would tell as much, so each write makes the
whole file anew in the order of the keys; the origin does so every minute in any case, so that
the times of the file tell nothing either.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import SystemRandom

WAIT_SECONDS = 10
_TABLE = (
    "CREATE TABLE IF NOT EXISTS box (key BLOB PRIMARY KEY CHECK (length(key) = 16),"
    " sealed BLOB NOT NULL) WITHOUT ROWID"
)
# No write-ahead log: it keeps the order of what was written.
_PRAGMAS = (
    "journal_mode = DELETE",
    "synchronous = EXTRA",
    "secure_delete = ON",
    "temp_store = MEMORY",
)


@dataclass
class Taking:
    """What is taken out of the spool: every box, in random order, and which of them may go."""

    boxes: list[tuple[bytes, bytes]]
    done: list[bytes] = field(default_factory=list)


def put(file: Path, key: bytes, sealed: bytes) -> None:
    """Keep a box; on return it is on the disk. The same key again changes nothing."""
    with _opened(file) as spool:
        spool.execute("INSERT OR IGNORE INTO box (key, sealed) VALUES (?, ?)", (key, sealed))
        _made_anew(spool)


def waits(file: Path, key: bytes) -> bool:
    """Whether a box lies there under this key."""
    with _opened(file) as spool:
        return spool.execute("SELECT 1 FROM box WHERE key = ?", (key,)).fetchone() is not None


def rewrite(file: Path) -> None:
    """Make the file anew as it is."""
    with _opened(file) as spool:
        _made_anew(spool)


@contextmanager
def taking(file: Path) -> Iterator[Taking]:
    """All boxes, while nobody can add one. Those in ``done`` go when the block ends well.

    If it does not, or the process dies, every box stays.
    """
    with _opened(file) as spool:
        spool.execute("BEGIN IMMEDIATE")
        try:
            found = spool.execute("SELECT key, sealed FROM box").fetchall()
            SystemRandom().shuffle(found)
            taken = Taking(found)
            yield taken
            spool.executemany("DELETE FROM box WHERE key = ?", [(key,) for key in taken.done])
        except BaseException:
            spool.execute("ROLLBACK")
            raise
        spool.execute("COMMIT")
        _made_anew(spool)


def _made_anew(spool: sqlite3.Connection) -> None:
    """Of one who cannot now, since another reads, the next one will."""
    with suppress(sqlite3.OperationalError):
        spool.execute("VACUUM")


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    connected = sqlite3.connect(file, timeout=WAIT_SECONDS, isolation_level=None)
    with closing(connected) as spool:
        for pragma in _PRAGMAS:
            spool.execute(f"PRAGMA {pragma}")
        spool.execute(_TABLE)
        yield spool
