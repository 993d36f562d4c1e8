"""Publishing checkpoints: new leaves into the tree, and one signature over all of it.

A follower of the log. What it makes is a pure function of the entries, so making it twice harms
nobody; its position, which only one worker can move, lets one of them write it.
"""

from dataclasses import dataclass
from datetime import timedelta
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
from app.access_log.witnesses import queries as witnesses
from app.core import clock, secrets
from app.core.config import settings
from app.core.crypto import merkle, notes, tiles
from app.core.crypto.checkpoints import Checkpoint, parse_checkpoint
from app.core.crypto.merkle import ProofError, leaf_hash
from app.core.crypto.policies import Party, Policy
from app.core.db.session import reading, writing
from app.core.errors import ConflictError

NAME = "tree"
MOST = 65_536  # entries between two checkpoints, so that a long arrears fits into memory
AT_LEAST = timedelta(seconds=1)  # between two: whoever waits for one waits no longer than two
PATIENCE = 5  # times that nothing comes of it, whoever tries


class LogDisagreesError(ConflictError):
    """What is stored is not what was signed before: nothing may be signed on top of it."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The log is not what was signed before: {why}. Nothing was signed.")
        self.why = why


class AnotherKeyError(ConflictError):
    """The installation's secret is another one than when the log was first signed."""

    def __init__(self) -> None:
        super().__init__("The log was signed with another key: is SECRET_FILE the one it had?")


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


def origin(session: Session) -> str:
    """The name this log signs under: the one it always had, or the one that was chosen.

    Raises AnotherOriginError if LOG_ORIGIN asks for another one than it had.
    """
    first, chosen = _first_note(session), settings().log_origin
    if first is None:
        return rules.origin(chosen, settings().host)
    published = rules.origin_of(first)
    if chosen and chosen != published:
        raise AnotherOriginError(published)
    return published


def key(session: Session) -> notes.Key:
    """The key this log's checkpoints are checked with.

    Raises AnotherOriginError, AnotherKeyError (the secret is not the one that signed first) and
    SecretMissingError.
    """
    found, first = rules.public_key(origin(session), _private()), _first_note(session)
    if first is not None and not rules.is_named(first, found):
        raise AnotherKeyError
    return found


def keys(session: Session) -> dict[str, str | list[str]]:
    """``keys.json``: what this log is called, and what its checkpoints are checked with."""
    witness = [str(each.key) for each in witnesses.named().values()]
    return {"origin": origin(session), "log": str(key(session)), "witness": witness}


def policy(session: Session) -> Policy:
    """Whose signatures make a checkpoint of this log believed (c2sp.org/tlog-policy).

    Raises PolicyUnreadableError.
    """
    address = f"{settings().base_url.rstrip('/')}/log"
    return witnesses.policy()._replace(logs=(Party(key(session), address),))


def _first_note(session: Session) -> notes.Note | None:
    first = queries.oldest(session)
    return rules.parsed(first.note if first else None)


def is_signed(published: PublishedCheckpoint) -> bool:
    """Whether a checkpoint carries this log's own signature, and no false one."""
    return rules.is_signed(notes.parse_note(published.note), _private())


def read(session: Session, _limit: int) -> Extension | None:
    """What came since the newest checkpoint, at most once a second; None if there is nothing.

    Raises LogDisagreesError if the tree does not go on from what was signed.
    """
    newest = queries.newest(session)
    if newest is not None and timedelta() <= clock.now() - newest.made_at < AT_LEAST:
        return None
    return _extension(session, newest)


def _extension(session: Session, newest: PublishedCheckpoint | None) -> Extension | None:
    before = newest.size if newest else 0
    if (held := witnesses.most_held(session)) > before:
        raise LogDisagreesError(f"a witness holds {held} entries, and there were only {before}")
    size = min(log.size(session), before + MOST)
    leaves = queries.leaves(session, before, size)
    ends = tree.ends(session)
    if (ends[0].reach if ends else 0) != before:
        _refuse(session, before, "the tree has another size")
        return None
    if size <= before:
        return None
    if len(leaves) != size - before:
        raise LogDisagreesError("entries are missing")
    growth = grow(ends, map(leaf_hash, leaves))
    node = tiles.node(after(tree.stored(session), growth))
    root = merkle.root(node, size)
    if newest is not None:
        _check_continues(session, newest, node, size, root)
    return Extension(before, growth, Checkpoint(origin(session), size, root))


def _refuse(session: Session, before: int, why: str) -> None:
    """Unless another worker was faster: then there is just nothing to do."""
    session.expire_all()
    newest = queries.newest(session)
    if (newest.size if newest else 0) == before:
        raise LogDisagreesError(why)


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


def publish() -> None:
    """Cover every entry there is now, in transactions of its own; what comes meanwhile waits.

    Raises LogDisagreesError if the tree does not go on from what was signed, or not at all:
    where another worker is faster, it grows all the same.
    """
    with reading() as session:
        end = log.size(session)
    before, in_vain = -1, 0
    while in_vain < PATIENCE:
        with writing() as session:
            newest = queries.newest(session)
            size = newest.size if newest else 0
            if size >= end:
                return
            before, in_vain = size, in_vain + 1 if size == before else 0
            if found := _extension(session, newest):
                write(session, found)
    raise LogDisagreesError("new entries cannot be put into the tree")


def _check_continues(
    session: Session, newest: PublishedCheckpoint, node: merkle.Node, size: int, root: bytes
) -> None:
    """With the verifier's own code, before anything is signed."""
    note = notes.parse_note(newest.note)
    said = parse_checkpoint(note.text)
    if not notes.is_signed_by(note, key(session)):
        raise LogDisagreesError("the newest checkpoint is signed by another key")
    try:
        path = merkle.consistency_path(node, said.size, size)
        merkle.check_consistency(said.size, size, path, said.root, root)
    except (ProofError, IndexError) as wrong:
        raise LogDisagreesError("the stored tree does not begin with what was signed") from wrong
