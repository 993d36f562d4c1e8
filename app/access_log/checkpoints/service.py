"""Publishing checkpoints: new leaves into the tree, and one signature over all of it.

A follower of the log. What it makes is a pure function of the entries, so making it twice harms
nobody; its position, which only one worker can move, lets one of them write it.
"""

from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlmodel import Session

from app.access_log import queries as log
from app.access_log import service as log_service
from app.access_log.checkpoints import queries, rules
from app.access_log.checkpoints.models import PublishedCheckpoint
from app.access_log.tree import queries as tree
from app.access_log.tree import service as tree_service
from app.access_log.tree.rules import Growth, after, grow
from app.core import clock, secrets
from app.core.config import settings
from app.core.crypto import merkle, notes, tiles
from app.core.crypto.checkpoints import Checkpoint, parse_checkpoint
from app.core.crypto.merkle import ProofError, leaf_hash
from app.core.errors import ConflictError

NAME = "tree"
MOST = 65_536  # entries between two checkpoints, so that a long arrears fits into memory


class LogDisagreesError(ConflictError):
    """What is stored is not what was signed before: nothing may be signed on top of it."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The log is not what was signed before: {why}. Nothing was signed.")


class AnotherOriginError(ConflictError):
    """The log was published under another name, which is part of all that was signed."""

    def __init__(self, was: str) -> None:
        super().__init__(f"This log is published as {was}: set LOG_ORIGIN to that.")


@dataclass(frozen=True)
class Extension:
    """What new entries add to the tree, and the checkpoint that will cover them."""

    before: int
    growth: Growth
    checkpoint: Checkpoint


@lru_cache
def _private() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(secrets.derive("signing key of the access log"))


def origin() -> str:
    """The name this log signs under."""
    return rules.origin(settings().log_origin, settings().host)


def key() -> notes.Key:
    """The key this log's checkpoints are checked with. Raises SecretMissingError."""
    return rules.public_key(origin(), _private())


def is_signed(published: PublishedCheckpoint) -> bool:
    """Whether a checkpoint carries this log's own signature, and no false one."""
    return rules.is_signed(notes.parse_note(published.note), _private())


def read(session: Session, _limit: int) -> Extension | None:
    """What came since the newest checkpoint; None if nothing did.

    Raises LogDisagreesError if the tree does not go on from what was signed.
    """
    newest = queries.newest(session)
    before = newest.size if newest else 0
    size = min(log.size(session), before + MOST)
    if size <= before:
        return None
    leaves = queries.leaves(session, before, size)
    if len(leaves) != size - before:
        raise LogDisagreesError("entries are missing")
    ends = tree.ends(session)
    if (ends[0].reach if ends else 0) != before:
        raise LogDisagreesError("the tree has another size")
    growth = grow(ends, map(leaf_hash, leaves))
    node = tiles.node(after(tree.stored(session), growth))
    root = merkle.root(node, size)
    if newest is not None:
        _check_continues(newest, node, size, root)
    return Extension(before, growth, Checkpoint(origin(), size, root))


def write(session: Session, found: Extension) -> int:
    """Write the tree and its signed checkpoint, unless another worker was faster."""
    size = found.checkpoint.size
    if not log_service.advance(session, NAME, before=found.before, after=size):
        return 0
    tree_service.add(session, found.growth)
    if merkle.root(tiles.node(tree.stored(session)), size) != found.checkpoint.root:
        raise LogDisagreesError("the stored tree has another root")
    note = str(rules.signed(found.checkpoint, _private()))
    session.add(
        PublishedCheckpoint(size=size, root=found.checkpoint.root, note=note, made_at=clock.now())
    )
    session.flush()
    return size - found.before


def follow(session: Session) -> int:
    """Read and write in one transaction; how many entries are covered now that were not."""
    found = read(session, MOST)
    return write(session, found) if found else 0


def _check_continues(
    newest: PublishedCheckpoint, node: merkle.Node, size: int, root: bytes
) -> None:
    """With the verifier's own code, before anything is signed."""
    said = parse_checkpoint(notes.parse_note(newest.note).text)
    if said.origin != origin():
        raise AnotherOriginError(said.origin)
    if not notes.is_signed_by(notes.parse_note(newest.note), key()):
        raise LogDisagreesError("the newest checkpoint is signed by another key")
    try:
        path = merkle.consistency_path(node, said.size, size)
        merkle.check_consistency(said.size, size, path, said.root, root)
    except (ProofError, IndexError) as wrong:
        raise LogDisagreesError("an entry before the newest checkpoint was changed") from wrong
