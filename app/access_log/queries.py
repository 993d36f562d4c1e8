"""What may be read from the access log. Every query starts from the person it is about."""

import json
from collections.abc import Collection, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, bindparam, tuple_
from sqlmodel import Session, col, func, select

from app.access_log.erasing import queries as erasing
from app.access_log.erasing.rules import Erasure
from app.access_log.leaves.rules import STATEMENT
from app.access_log.models import SEALED_SUBJECT, Entry, Event, Head, Notice
from app.access_log.opening.queries import OpenedEntry, opened, sealed
from app.access_log.outcomes.rules import Outcome
from app.access_log.promises.rules import Told
from app.access_log.rules import Accessor, month_of
from app.core.db import dialects
from app.core.db.session import fetch
from app.identity.people.models import Person
from app.identity.viewer import Whose

_HERS = col(Entry.subject) == bindparam("person")
_SIZE = select(Head.size)


@dataclass(frozen=True)
class Look:
    """One access to one person's data, as it was reported and recorded.

    ``flags`` are the names of all that was found of it, ``findings`` those that have to do
    with what the register says, with what became of them.

    ``state`` is ``erased`` when retention or a granted erasure took the content away: then
    only ``seq``, ``source_id`` and the month recorded are left, and the rest is empty. The
    same is known of one that is ``unreadable``: it is there, and does not open.
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
    state: Literal["shown", "erased", "unreadable"] = "shown"
    accessor_person_id: UUID | None = None
    accessor_manager: str | None = None
    event_id: str = ""
    outcome: Outcome | None = None
    erasure: Erasure | None = None  # the notice that says so, if it is erased


def entries_about(
    session: Session,
    person: Person | Whose,
    *,
    before: int | None = None,
    limit: int = 25,
    month: int | None = None,
    after: tuple[int, int] | None = None,
) -> list[Look]:
    """The newest accesses to this person's data, older than entry ``before`` if given.

    ``month`` (YYYYMM) keeps to those recorded in it; ``after`` is the place, as ``place`` gives
    it, of the last entry of the page before. Raises KeysUnavailableError.
    """
    _as(session, person)
    asked = {"person": person.id, "limit": limit, "before": before, "month": month}
    if after is not None:
        asked |= {"after_month": after[0], "after_seq": after[1]}
    narrowed = frozenset(name for name, value in asked.items() if value is not None)
    found = fetch(session, _newest(narrowed), **{name: asked[name] for name in narrowed})
    return _told(session, [look(row) for row in opened(found)])


@lru_cache
def _newest(narrowed: Set[str]) -> Select[Any]:
    """The statement for what was asked, put together once: that costs more than running it."""
    newest = sealed().where(_HERS)
    if "before" in narrowed:
        newest = newest.where(col(Entry.seq) < bindparam("before"))
    if "after_seq" in narrowed:
        after = tuple_(bindparam("after_month"), bindparam("after_seq"))
        newest = newest.where(tuple_(col(Entry.month), col(Entry.seq)) < after)
    if "month" in narrowed:
        newest = newest.where(col(Entry.month) == bindparam("month"))
    # By month first, as the index has it: the newest are found without reading the others.
    newest = newest.order_by(col(Entry.month).desc(), col(Entry.seq).desc())
    return newest.limit(bindparam("limit", type_=Integer))


def place(look: Look) -> tuple[int, int]:
    """Where a look stands in its subject's history: by month first, then by number."""
    return month_of(look.recorded_at), look.seq


def entry_about(session: Session, person: Person | Whose, seq: int) -> Look | None:
    """One access to this person's data, or None if that entry is not about her."""
    _as(session, person)
    row = sealed().where(_HERS, col(Entry.seq) == seq)
    found = opened(session.execute(row, {"person": person.id}))
    told = _told(session, [look(row) for row in found])
    return told[0] if told else None


def count_about(
    session: Session,
    person: Person | Whose,
    *,
    month: int | None = None,
    before: int | None = None,
) -> int:
    """How many entries there are about this person, in all or recorded in one month (YYYYMM).

    ``before`` keeps to those older than that entry.
    """
    _as(session, person)
    entries = select(func.count()).select_from(Entry).where(Entry.subject == person.id)
    if month is not None:
        entries = entries.where(Entry.month == month)
    if before is not None:
        entries = entries.where(Entry.seq < before)
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


def recorded_in(
    session: Session, month: int, after: int, *, limit: int = 1000
) -> list[OpenedEntry]:
    """For what is counted once: the accesses recorded in a month (YYYYMM), in order, opened.

    ``after``: the number of the last one that was read, or -1. Sealed ones are not seen. Raises
    KeysUnavailableError.
    """
    dialects.set_local(session, "daylight.reader", "log")
    rows = (
        sealed()
        .where(
            col(Entry.seq) > after,
            col(Entry.month) == month,
            col(Entry.subject) != SEALED_SUBJECT,
        )
        .order_by(col(Entry.seq))
        .limit(limit)
    )
    return opened(session.execute(rows))


def end_of_accesses(session: Session, size: int) -> int:
    """The number behind the last access a follower may see among the first ``size`` entries."""
    return _end(session, col(Entry.seq) < size)


def end_of_months(session: Session, months: Collection[int]) -> int:
    """The number behind the last access a follower may see of those recorded in these months."""
    return _end(session, col(Entry.month).in_(months))


def _end(session: Session, among: ColumnElement[bool]) -> int:
    dialects.set_local(session, "daylight.reader", "log")
    seen = (
        select(Entry.seq)
        .join(Event, col(Event.first_seq) == col(Entry.event))
        .where(among, col(Entry.subject) != SEALED_SUBJECT)
        .order_by(col(Entry.seq).desc())
    )
    last = session.exec(seen.limit(1)).first()
    return 0 if last is None else last + 1


def size(session: Session) -> int:
    """How many entries the log has, of every kind."""
    found: int = fetch(session, _SIZE).scalar_one()
    return found


@dataclass(frozen=True)
class Act:
    """What was done from the command line, as its public statement says it."""

    seq: int
    at: datetime
    act: str
    what: dict[str, Any]


def statements(session: Session, kind: int) -> list[tuple[int, bytes]]:
    """The public statements of one kind: index and canonical bytes, in their order."""
    said = select(Notice).where(col(Notice.kind) == kind).order_by(col(Notice.seq))
    return [(notice.seq, bytes(notice.statement)) for notice in session.exec(said)]


def command_line_acts(
    session: Session, *, since: datetime, offset: int = 0, limit: int | None = None
) -> list[Act]:
    """The public statements of the command line since a moment, the newest first."""
    said = select(Notice).where(col(Notice.kind) == STATEMENT, col(Notice.recorded_at) > since)
    newest_first = session.exec(said.order_by(col(Notice.seq).desc()))
    acts = (act for notice in newest_first if (act := _act(notice)))
    return list(islice(acts, offset, None if limit is None else offset + limit))


def look(row: OpenedEntry) -> Look:
    """What an opened entry says, as the pages, the downloads and the flags need it."""
    if row.body is None:
        return _closed(row)
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


def _told(session: Session, looks: list[Look]) -> list[Look]:
    """With the notices that say what was deleted of them."""
    gone = {each.seq for each in looks if each.state == "erased"}
    if not gone:
        return looks
    notices = erasing.of_entries(session, gone)
    return [replace(each, erasure=notices.get(each.seq)) for each in looks]


def _act(notice: Notice) -> Act | None:
    what = json.loads(notice.statement)
    if what.pop("by", "") != "command line":
        return None
    del what["recorded_at"]
    return Act(notice.seq, notice.recorded_at, what.pop("act"), what)


def _closed(row: OpenedEntry) -> Look:
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
        state="unreadable" if row.unreadable else "erased",
    )


def _as(session: Session, person: Person | Whose) -> None:
    dialects.set_local(session, "daylight.subject", person.id.hex)
