"""Proofs in a file of their own (c2sp.org/tlog-proof): an entry's path and a signed checkpoint."""

from __future__ import annotations

import base64
import re
from typing import NamedTuple

from app.core.crypto.checkpoints import Checkpoint, parse_checkpoint
from app.core.crypto.merkle import HASH, check_inclusion, leaf_hash
from app.core.crypto.notes import Key, Note, NoteError, decoded, is_signed_by, parse_note

HEADER = "c2sp.org/tlog-proof@v1"
LONGEST = 63  # hashes
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")


class TlogProof(NamedTuple):
    """Where an entry stands, the hashes from it to the root, and the checkpoint of that root."""

    number: int
    path: list[bytes]
    checkpoint: Note

    def __str__(self) -> str:
        hashes = "".join(base64.b64encode(each).decode() + "\n" for each in self.path)
        return f"{HEADER}\nindex {self.number}\n{hashes}\n{self.checkpoint}"


def parse_proof(text: str) -> TlogProof:
    """A proof, whatever it shows. Raises NoteError. An ``extra`` line is allowed and left out."""
    head, split, note = text.partition("\n\n")
    lines = head.split("\n")
    if not split or lines[0] != HEADER:
        raise NoteError("not a proof")
    del lines[0]
    if lines and lines[0].startswith("extra "):
        decoded(lines.pop(0)[len("extra ") :])
    found = _INDEX.fullmatch(lines.pop(0)) if lines else None
    if found is None:
        raise NoteError("no index")
    path = [decoded(line) for line in lines]
    if len(path) > LONGEST or any(len(each) != HASH for each in path):
        raise NoteError("not a path of hashes")
    checkpoint = parse_note(note)
    parse_checkpoint(checkpoint.text)
    return TlogProof(int(found[1]), path, checkpoint)


def check_proof(proof: TlogProof, entry: bytes, log: Key) -> Checkpoint:
    """The signed checkpoint that is shown to hold the entry at its index.

    Raises NoteError for a checkpoint that is not this log's, ProofError for a false path.
    """
    if not is_signed_by(proof.checkpoint, log):
        raise NoteError("the log did not sign this checkpoint")
    found = parse_checkpoint(proof.checkpoint.text)
    if found.origin != log.name:
        raise NoteError("a checkpoint of another log")
    check_inclusion(proof.number, found.size, leaf_hash(entry), proof.path, found.root)
    return found
