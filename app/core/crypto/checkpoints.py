"""Checkpoints (c2sp.org/tlog-checkpoint): how long a log is, and the root of its tree, signed."""

from __future__ import annotations

import base64
import re
from typing import NamedTuple

from app.core.crypto.merkle import HASH
from app.core.crypto.notes import NoteError, decoded

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


class Checkpoint(NamedTuple):
    """The text of a checkpoint: which log, how many entries, and the root over them."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """A note's text as a checkpoint. Raises NoteError. Lines that follow are ignored."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not lines[0]:
        raise NoteError("not a checkpoint")
    origin, size, root = lines[:3]
    if not all(lines[:-1]):
        raise NoteError("an empty line in a checkpoint")
    if not _SIZE.fullmatch(size):
        raise NoteError("not a size")
    found = decoded(root)
    if len(found) != HASH:
        raise NoteError("not a root")
    return Checkpoint(origin, int(size), found)
