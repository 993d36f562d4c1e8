"""Counting everybody's entries again, to find a seal that counts others than there are."""

from collections.abc import Iterator

from sqlmodel import Session, col, func, select

from app.access_log.leaves.rules import SEAL, canonical
from app.access_log.models import Notice
from app.access_log.seals import queries, rules
from app.access_log.seals.models import Seal, SealTree
from app.access_log.seals.rules import Counted, Tree
from app.access_log.seals.service import key
from app.core.crypto.sums import Sum


def fault(session: Session) -> tuple[int, str] | None:
    """The first seal that is wrong, as the position of its entry, and why; None: all are right.

    The leaves that it counts are the ones that are stored: whether those were changed is found
    by whoever makes the tree again.
    """
    for seal in session.exec(select(Seal).order_by(col(Seal.seq))):
        total = Sum(seal.covers, seal.people, bytes(seal.root))
        if queries.statement(session, seal) != canonical(
            rules.statement(seal.covers, total, seal.made_at)
        ):
            return seal.seq, "the seal does not say what was signed"
    if not _has_all(session):
        return 0, "a seal is gone"
    return _recounted(session)


def _recounted(session: Session) -> tuple[int, str] | None:
    states: dict[bytes, Counted] = {}
    counted = 0
    for seal, tree in _trees(session):
        states |= _more(session, states, counted, seal.covers)
        counted = seal.covers
        if not _is_of(tree, states) or tree.total != Sum(seal.covers, seal.people, seal.root):
            return seal.seq, "the seal counts other entries than there are"
    end = queries.position(session)
    states |= _more(session, states, counted, end)
    if states != queries.states(session) and queries.position(session) == end:
        return end, "somebody is counted for other entries than there are"
    return None


def _trees(session: Session) -> Iterator[tuple[Seal, Tree]]:
    """The seals whose trees are kept, the older one first."""
    rows = session.exec(
        select(Seal, SealTree)
        .join(SealTree, col(SealTree.seal) == col(Seal.seq))
        .order_by(col(Seal.seq))
    )
    for seal, kept in rows:
        total = Sum(seal.covers, seal.people, bytes(seal.root))
        yield seal, Tree(bytes(kept.places), bytes(kept.nodes), total)


def _is_of(tree: Tree, states: dict[bytes, Counted]) -> bool:
    everybody = rules.everybody(tree.places)
    return bool(everybody) and rules.placed(key(), states, everybody) == tree


def _more(
    session: Session, before: dict[bytes, Counted], first: int, end: int
) -> dict[bytes, Counted]:
    """What these entries make of those they are about, in portions."""
    found = dict(before)
    for at in range(first, end, queries.AT_ONCE):
        rows = queries.filed(session, at, min(end, at + queries.AT_ONCE))
        found |= rules.counted(found, rows)
    return found


def _has_all(session: Session) -> bool:
    """In one statement: one that is made in between counts on both sides, or on neither."""
    seals = select(func.count()).select_from(Seal).scalar_subquery()
    said = select(func.count()).select_from(Notice).where(col(Notice.kind) == SEAL)
    return bool(session.exec(select(seals == said.scalar_subquery())).one())
