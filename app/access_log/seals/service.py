"""Making a seal: everybody's entries counted on, then one statement about all of them."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.access_log import queries as log
from app.access_log import service as log_service
from app.access_log.checkpoints import queries as checkpoints
from app.access_log.checkpoints import service as signing
from app.access_log.leaves.rules import SEAL, canonical
from app.access_log.models import LOG_SUBJECT, SEALED_SUBJECT, Notice
from app.access_log.seals import queries, rules
from app.access_log.seals.models import Seal, SealTree, SubjectState
from app.access_log.seals.rules import Tree
from app.core import clock, secrets
from app.core.db.session import reading, writing


def key() -> bytes:
    """What labels are made with. Raises SecretMissingError."""
    return secrets.derive("labels of the seals")


def seal() -> Seal | None:
    """Count every entry there is now and seal the counts, in transactions of its own.

    None if nothing came since the last one, or if another worker is doing the same. Raises
    LogUnavailableError.
    """
    with reading() as session:
        end, last = log.size(session), queries.newest(session)
    if last is not None and end <= last.seq + 1:
        return None  # nothing but the last seal itself
    while True:
        with writing() as session:
            at = queries.position(session)
            if at >= end:
                break
            if not _count(session, at, min(end, at + queries.AT_ONCE)):
                return None
    return _sealed()


def see_to_one() -> None:
    """See to it that there is a seal of this half-day, and a checkpoint that covers it.

    For whoever takes a proof: the worker has mostly done both. Raises as ``seal`` and as
    ``checkpoints.service.publish``.
    """
    with reading() as session:
        last, under = queries.newest(session), checkpoints.newest(session)
    if last is None or not -rules.EVERY <= clock.now() - last.made_at < rules.STALE:
        last = seal() or last
    if last is not None and (under is None or under.size <= last.seq):
        signing.publish()


def _count(session: Session, first: int, end: int) -> bool:
    """Count these entries; False if another worker did, or does."""
    if not log_service.advance(session, queries.NAME, before=first, after=end):
        return False
    rows = queries.filed(session, first, end)
    before = queries.states_of(session, {subject for subject, _leaf in rows})
    changed: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
    for subject, (entries, head) in rules.counted(before, rows).items():
        state = {"subject": UUID(bytes=subject), "entries": entries, "head": head}
        changed[subject in before].append(state)
    for statement, states in ((update, changed[True]), (insert, changed[False])):
        if states:
            session.execute(statement(SubjectState), states)
    return True


def _sealed() -> Seal | None:
    """What is counted now, as a seal; None if another worker sealed the same."""
    with reading() as session:
        covers, states = queries.position(session), queries.states(session)
        people = queries.people(session)
    if sum(state.entries for state in states.values()) != covers:
        return None  # another worker has counted on meanwhile, and seals that
    tree = rules.tree(key(), states, [*people, LOG_SUBJECT.bytes, SEALED_SUBJECT.bytes])
    try:
        with writing() as session:
            return _write(session, tree)
    except IntegrityError:
        return None


def _write(session: Session, tree: Tree) -> Seal:
    now, (covers, people, root) = clock.now(), tree.total
    said = canonical(rules.statement(covers, tree.total, now))
    seq = log_service.append_public(session, SEAL, said)
    session.add(Notice(seq=seq, kind=SEAL, statement=said, recorded_at=now))
    made = Seal(seq=seq, covers=covers, people=people, root=root, made_at=now)
    session.add(made)
    session.flush()
    _let_go(session)
    session.add(SealTree(seal=seq, places=tree.places, nodes=tree.nodes))
    session.flush()
    return made


def _let_go(session: Session) -> None:
    """Of the trees but the newest there was: until a checkpoint covers its follower it is shown."""
    newest = select(func.max(SealTree.seal)).scalar_subquery()
    session.exec(delete(SealTree).where(col(SealTree.seal) < newest))
