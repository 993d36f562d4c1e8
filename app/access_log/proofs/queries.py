"""Proofs, made from the stored tiles."""

from sqlmodel import Session

from app.access_log.checkpoints.models import PublishedCheckpoint
from app.access_log.tree import queries as tree
from app.core.crypto import merkle, notes, tiles
from app.core.crypto.tlog_proofs import TlogProof


def inclusion(session: Session, under: PublishedCheckpoint, seq: int) -> TlogProof | None:
    """Where an entry stands in the log as it was signed then; None if it came later."""
    if seq >= under.size:
        return None
    path = merkle.inclusion_path(tiles.node(tree.stored(session)), seq, under.size)
    return TlogProof(seq, path, notes.parse(under.note))
