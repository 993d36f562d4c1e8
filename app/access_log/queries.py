"""What may be read from the access log. Every query starts from the person it is about."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Select
from sqlmodel import Session, col, func, select

from app.access_log.models import SEALED_SUBJECT, Entry, Head
from app.access_log.opening.queries import OpenedEntry, opened, sealed
from app.access_log.promises.rules import Told
from app.access_log.rules import Accessor
from app.core.db import dialects
from app.identity.people.models import Person
from app.identity.viewer import Viewer


@dataclass(frozen=True)
class Look:
    """One access to one person's data, as it was reported and recorded.

    ``flags`` are the names of all that was found of it, ``findings`` those that have to do
    with what the register says, with what became of them.

    ``state`` is ``erased`` when retention or a granted erasure took the content away: then
    only ``seq``, ``source_id`` and the month recorded are left, and the rest is empty.
    """

    seq: int
    occurred_at: datetime
    recorded_at: datetime
    accessor: Accessor
    action: str
    system: str
    categories: tuple[str, ...]
    purpose: str
    case: str | None
    count: int | None
    data: dict[str, Any] | None
    source_id: UUID
    flags: tuple[str, ...] = ()
    findings: tuple[Told, ...] = ()
    state: Literal["shown", "erased"] = "shown"
    accessor_person_id: UUID | None = None
    accessor_manager: str | None = None
    event_id: str = ""


def entries_about(
    session: Session,
    person: Person | Viewer,
    *,
    before: int | None = None,
    limit: int = 25,
    month: int | None = None,
) -> list[Look]:
    """The newest accesses to this person's data, older than entry ``before`` if given.

    ``month`` (YYYYMM) keeps to those recorded in it. Raises KeysUnavailableError.
    """
    rows = _about(session, person)
    if before is not None:
        rows = rows.where(col(Entry.seq) < before)
    if month is not None:
        rows = rows.where(col(Entry.month) == month)
    # By month first, as the index has it: the newest are found without reading the others.
    newest = rows.order_by(col(Entry.month).desc(), col(Entry.seq).desc()).limit(limit)
    return [look(row) for row in opened(session.execute(newest))]


def entry_about(session: Session, person: Person | Viewer, seq: int) -> Look | None:
    """One access to this person's data, or None if that entry is not about her."""
    row = _about(session, person).where(col(Entry.seq) == seq)
    found = opened(session.execute(row))
    return look(found[0]) if found else None


def count_about(session: Session, person: Person | Viewer, *, month: int | None = None) -> int:
    """How many entries there are about this person, in all or recorded in one month (YYYYMM)."""
    _as(session, person)
    entries = select(func.count()).select_from(Entry).where(Entry.subject == person.id)
    if month is not None:
        entries = entries.where(Entry.month == month)
    return session.exec(entries).one()


def entries_from(session: Session, position: int, *, limit: int = 1000) -> list[OpenedEntry]:
    """For followers: the accesses from a position on, in order, opened; sealed ones are not seen.

    Raises KeysUnavailableError.
    """
    dialects.set_local(session, "daylight.reader", "log")
    rows = (
        sealed()
        .where(col(Entry.seq) >= position, col(Entry.subject) != SEALED_SUBJECT)
        .order_by(col(Entry.seq))
        .limit(limit)
    )
    return opened(session.execute(rows))


def size(session: Session) -> int:
    """How many entries the log has, of every kind."""
    return session.exec(select(Head.size)).one()


def look(row: OpenedEntry) -> Look:
    """What an opened entry says, as the pages, the downloads and the flags need it."""
    if row.body is None:
        return _erased(row)
    access, who = row.body["access"], row.body["accessor"]
    return Look(
        seq=row.seq,
        occurred_at=datetime.fromisoformat(access["occurred_at"]),
        recorded_at=datetime.fromisoformat(access["recorded_at"]),
        accessor=Accessor(
            id=who["id"],
            kind=who["kind"],
            name=who["name"],
            role=who["role"],
            unit=who["unit"],
            organisation=who["organisation"],
        ),
        action=access["action"],
        system=access["system"],
        categories=tuple(access["categories"]),
        purpose=access["purpose"],
        case=access["case"],
        count=access["count"],
        data=access["data"],
        source_id=row.source_id,
        accessor_person_id=UUID(who["person"]) if who["person"] else None,
        accessor_manager=who["manager"],
        event_id=row.body["technical"]["id"],
    )


def _erased(row: OpenedEntry) -> Look:
    year, month = divmod(row.month, 100)
    recorded = datetime(year, month, 1, tzinfo=UTC)
    return Look(
        seq=row.seq,
        occurred_at=recorded,
        recorded_at=recorded,
        accessor=Accessor(id="", kind="person"),
        action="",
        system="",
        categories=(),
        purpose="",
        case=None,
        count=None,
        data=None,
        source_id=row.source_id,
        state="erased",
    )


def _about(session: Session, person: Person | Viewer) -> Select[Any]:
    _as(session, person)
    return sealed().where(col(Entry.subject) == person.id)


def _as(session: Session, person: Person | Viewer) -> None:
    dialects.set_local(session, "daylight.subject", person.id.hex)
