"""One demo, or one witness, to a folder: a lock the system lets go of however its holder ends."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.core.errors import ConflictError

LOCK = "demo-lock"

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def held(home: Path, what: str = "demo") -> Iterator[None]:
    """Hold the folder while the block runs. Raises ConflictError if another one does.

    The file stays where it is: whoever removed it could lock a second one beside the first.
    """
    descriptor = os.open(home / f"{what}-lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(descriptor)
    except OSError as taken:
        os.close(descriptor)
        raise ConflictError(
            f"A {what} is running in {home}. Stop it, or name another folder with --data."
        ) from taken
    try:
        yield
    finally:
        os.close(descriptor)
