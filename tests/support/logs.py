"""A small log in memory, which signs whatever a test wants it to sign."""

from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.access_log.checkpoints import rules
from app.access_log.tree.rules import End, after, grow
from app.core.crypto import merkle, notes, tiles
from app.core.crypto.checkpoints import Checkpoint
from app.core.crypto.submissions import Submission


class SmallLog:
    """Leaves of a log; ``story`` makes two logs of one name and key tell different things."""

    def __init__(self, origin: str = "log.example.test/hr", story: str = "") -> None:
        self.origin = origin
        self.private = Ed25519PrivateKey.from_private_bytes(sha256(origin.encode()).digest())
        self.key = rules.public_key(origin, self.private)
        self._story = story

    def node(self, size: int) -> merkle.Node:
        leaves = (merkle.leaf_hash(f"{self._story}{each}".encode()) for each in range(size))
        ends: dict[int, End] = {}
        return tiles.node(after(lambda _level, _number: b"", grow(ends, leaves)))

    def checkpoint(self, size: int) -> Checkpoint:
        return Checkpoint(self.origin, size, merkle.root(self.node(size), size))

    def note(self, size: int) -> notes.Note:
        return rules.signed(self.checkpoint(size), self.private)

    def submission(self, old: int, size: int) -> Submission:
        path = merkle.consistency_path(self.node(size), old, size) if old <= size else []
        return Submission(old, path, self.note(size))

    def body(self, old: int, size: int) -> bytes:
        """What the log sends a witness that holds ``old`` entries."""
        return str(self.submission(old, size)).encode()
