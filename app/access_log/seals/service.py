"""Making a seal: everybody's entries counted on, then one statement about all of them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.access_log import queries as log
from app.access_log import service as log_service
from app.access_log.checkpoints import queries as checkpoints
from app.access_log.checkpoints import service as signing
from app.access_log.checkpoints.service import LogDisagreesError
from app.access_log.errors import NotSealedYetError
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


class _FasterError(Exception):
    """Another worker has sealed as much meanwhile."""


def seal(*, anyway: bool = False) -> Seal | None:
    """Count every entry there is now and seal the counts, in transactions of its own.

    None if another worker is doing the same, or if nothing came since the last one; ``anyway``:
    that one is an entry too. Raises LogUnavailableError, and LogDisagreesError if one is missing.
    """
    began_at = clock.now()  # what is recorded from now on may come too late to be counted
    with reading() as session:
        end, last = log.size(session), queries.newest(session)
    if last is not None and end <= last.seq + 1 and not anyway:
        return None  # nothing but the last seal itself
    while True:
        with writing() as session:
            at = queries.position(session)
            if at >= end:
                break
            if not _count(session, at, min(end, at + queries.AT_ONCE)):
                return None
    return _sealed(began_at)


def see_to_one(subject: UUID) -> None:
    """See to it that a seal of this half-day counts this person, and that it is signed.

    For whoever takes a proof: the worker has mostly done both. Raises NotSealedYetError while
    another worker is at it, and as ``seal`` and ``checkpoints.service.publish``.
    """
    if not _is_counted(subject):
        seal(anyway=True)
        if not _is_counted(subject):
            raise NotSealedYetError
    with reading() as session:
        last, under = queries.newest(session), checkpoints.newest(session)
    if last is not None and (under is None or under.size <= last.seq):
        signing.publish()


def _is_counted(subject: UUID) -> bool:
    with reading() as session:
        last = queries.newest(session)
        if last is None or not timedelta() <= clock.now() - last.made_at < rules.STALE:
            return False
        return queries.shown(session, key(), subject, end=last.seq + 1) is not None


def _count(session: Session, first: int, end: int) -> bool:
    """Count these entries; False if another worker did, or does."""
    if not log_service.advance(session, queries.NAME, before=first, after=end):
        return False
    rows = queries.filed(session, first, end)
    if len(rows) != end - first:
        raise LogDisagreesError("entries are missing")
    before = queries.states_of(session, {subject for subject, _leaf in rows})
    changed: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
    for subject, (entries, head) in rules.counted(before, rows).items():
        state = {"subject": UUID(bytes=subject), "entries": entries, "head": head}
        changed[subject in before].append(state)
    for statement, states in ((update, changed[True]), (insert, changed[False])):
        if states:
            session.execute(statement(SubjectState), states)
    return True


def _sealed(at: datetime) -> Seal | None:
    """What is counted now, as a seal; None if another worker sealed the same."""
    with reading() as session:
        covers, states = queries.position(session), queries.states(session)
        people = queries.people(session)
    if sum(state.entries for state in states.values()) != covers:
        return None  # another worker has counted on meanwhile, and seals that
    tree = rules.tree(key(), states, [*people, LOG_SUBJECT.bytes, SEALED_SUBJECT.bytes])
    try:
        with writing() as session:
            return _write(session, tree, at)
    except (IntegrityError, _FasterError):
        return None


def _write(session: Session, tree: Tree, at: datetime) -> Seal:
    covers, people, root = tree.total
    said = canonical(rules.statement(covers, tree.total, at))
    seq = log_service.append_public(session, SEAL, said)
    last = queries.newest(session)  # nobody else seals while the log's head is held
    if last is not None and last.covers >= covers:
        raise _FasterError
    session.add(Notice(seq=seq, kind=SEAL, statement=said, recorded_at=at))
    made = Seal(seq=seq, covers=covers, people=people, root=root, made_at=at)
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
