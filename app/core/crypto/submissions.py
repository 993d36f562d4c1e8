"""What a log sends a witness (c2sp.org/tlog-witness, add-checkpoint): a checkpoint to cosign."""

import base64
import re
from typing import NamedTuple

from app.core.crypto.checkpoints import Checkpoint, parse_checkpoint
from app.core.crypto.merkle import HASH
from app.core.crypto.notes import Note, NoteError, decoded, parse_note

MOST_HASHES = 63
SIZE_TYPE = "text/x.tlog.size"
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")
_SIZE = re.compile(r"(0|[1-9][0-9]{0,18})\n")


class Submission(NamedTuple):
    """A signed checkpoint, and how it goes on from the ``old`` size that the witness holds."""

    old: int
    path: list[bytes]
    note: Note

    @property
    def checkpoint(self) -> Checkpoint:
        return parse_checkpoint(self.note.text)

    def __str__(self) -> str:
        hashes = "".join(base64.b64encode(each).decode() + "\n" for each in self.path)
        return f"old {self.old}\n{hashes}\n{self.note}"


def parse_submission(body: bytes) -> Submission:
    """A request's body, whatever it shows. Raises NoteError."""
    try:
        head, split, note = body.decode("utf-8").partition("\n\n")
    except UnicodeDecodeError as wrong:
        raise NoteError("not text") from wrong
    first, *hashes = head.split("\n")
    old = _OLD.fullmatch(first)
    if not split or old is None:
        raise NoteError("no old size")
    path = [decoded(line) for line in hashes]
    if len(path) > MOST_HASHES or any(len(each) != HASH for each in path):
        raise NoteError("not a proof of hashes")
    found = Submission(int(old[1]), path, parse_note(note))
    parse_checkpoint(found.note.text)
    return found


def parse_size(body: bytes) -> int:
    """The size in a witness's 409. Raises NoteError."""
    found = _SIZE.fullmatch(body.decode("latin-1"))
    if found is None:
        raise NoteError("not a size")
    return int(found[1])
