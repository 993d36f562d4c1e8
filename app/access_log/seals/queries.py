"""Seals, what they count, and each person's place in the newest."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, LargeBinary, func, true, type_coerce
from sqlmodel import Session, col, select

from app.access_log.models import Entry, Follower, Notice
from app.access_log.seals import rules
from app.access_log.seals.models import Seal, SealTree, SubjectState
from app.access_log.seals.rules import Counted
from app.core.crypto.sums import SUM_BYTES, Sum, read_sum
from app.core.db import dialects
from app.core.db.session import fetch
from app.identity.people.models import Person

NAME = "seals"
AT_ONCE = 65_536  # entries
ASKED_AT_ONCE = 500  # subjects


def position(session: Session) -> int:
    """Up to where everybody's entries are counted."""
    found = fetch(session, select(Follower.position).where(col(Follower.name) == NAME)).scalar()
    return int(found or 0)


def newest(session: Session) -> Seal | None:
    return session.exec(select(Seal).order_by(col(Seal.seq).desc()).limit(1)).first()


def statement(session: Session, seal: Seal) -> bytes:
    """What everybody may read of it; empty if that is gone."""
    said = session.exec(select(Notice.statement).where(col(Notice.seq) == seal.seq)).first()
    return bytes(said or b"")


def filed(session: Session, first: int, end: int) -> list[tuple[bytes, bytes]]:
    """The entries between two positions, in order: under whom each is filed, and its leaf."""
    dialects.set_local(session, "daylight.reader", "log")
    rows = (
        select(type_coerce(Entry.subject, LargeBinary), Entry.leaf)
        .where(col(Entry.seq) >= first, col(Entry.seq) < end)
        .order_by(col(Entry.seq))
    )
    found = [(bytes(subject), bytes(leaf)) for subject, leaf in fetch(session, rows)]
    dialects.set_local(session, "daylight.reader", "")
    return found


def leaves_of(session: Session, subject: UUID, end: int) -> list[bytes]:
    """The leaves of one person's entries before a position, in order."""
    dialects.set_local(session, "daylight.subject", subject.hex)
    rows = (
        select(Entry.leaf)
        .where(col(Entry.subject) == subject, col(Entry.seq) < end)
        .order_by(col(Entry.seq))
    )
    return [bytes(leaf) for leaf in fetch(session, rows).scalars()]


def states_of(session: Session, subjects: Iterable[bytes]) -> dict[bytes, Counted]:
    """What is counted of these subjects."""
    wanted, found = list(subjects), dict[bytes, Counted]()
    for at in range(0, len(wanted), ASKED_AT_ONCE):
        some = [UUID(bytes=each) for each in wanted[at : at + ASKED_AT_ONCE]]
        found |= _states(session, col(SubjectState.subject).in_(some))
    return found


def states(session: Session) -> dict[bytes, Counted]:
    """What is counted of everybody."""
    return _states(session, true())


def _states(session: Session, those: ColumnElement[bool]) -> dict[bytes, Counted]:
    subject = type_coerce(SubjectState.subject, LargeBinary)
    asked = select(subject, SubjectState.entries, SubjectState.head)
    rows = fetch(session, asked.where(those))
    return {bytes(subject): Counted(entries, bytes(head)) for subject, entries, head in rows}


def people(session: Session) -> list[bytes]:
    """Everybody who is in the directory or ever was: those without an entry are counted too."""
    return [each.bytes for each in fetch(session, select(Person.id)).scalars()]


@dataclass(frozen=True)
class Shown:
    """A seal, and what shows how many entries it counts for one person."""

    seal: Seal
    statement: bytes
    label: bytes
    place: int
    path: list[Sum]

    @property
    def total(self) -> Sum:
        return Sum(self.seal.covers, self.seal.people, self.seal.root)


def shown(session: Session, key: bytes, subject: UUID, *, end: int) -> Shown | None:
    """The newest seal before a position, as it counts a person; None if there is none."""
    found = session.exec(
        select(Seal, SealTree.places)
        .join(SealTree, col(SealTree.seal) == col(Seal.seq))
        .where(col(Seal.seq) < end)
        .order_by(col(Seal.seq).desc())
        .limit(1)
    ).first()
    if found is None or (place := rules.place(bytes(found[1]), subject.bytes)) is None:
        return None
    seal = found[0]
    path = _nodes(session, seal, rules.beside(place, seal.people))
    return Shown(seal, statement(session, seal), rules.label(key, subject.bytes), place, path)


def _nodes(session: Session, seal: Seal, numbers: list[int]) -> list[Sum]:
    """Nodes of its tree, cut from where they lie."""
    if not numbers:
        return []
    cuts = [func.substr(SealTree.nodes, 1 + number * SUM_BYTES, SUM_BYTES) for number in numbers]
    row = fetch(session, select(*cuts).where(col(SealTree.seal) == seal.seq)).one()
    return [read_sum(stored) for stored in map(bytes, row) if len(stored) == SUM_BYTES]
