"""The log's rows as a check reads them, and what the last checks found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from app.access_log.checking.models import LogCheck
from app.access_log.checking.rules import EVERY, Standing, standing
from app.access_log.checkpoints.models import PublishedCheckpoint
from app.access_log.models import Entry, Event, Heartbeat, Notice, SealedGrant
from app.access_log.proofs.models import TakenProof
from app.core import clock
from app.core.db import dialects
from app.core.db.session import fetch

AT_ONCE = 4_096
NOTES_AT_ONCE = 1_000


class EntryRow(NamedTuple):
    """An entry with its event's sealed body, if there is one."""

    seq: int
    event: int | None
    subject: UUID
    leaf: bytes
    month: int
    retention: int
    sealed: bytes | None
    body: bytes | None
    source_id: UUID | None
    occurred: int | None
    entries: int | None


def entries(session: Session, first: int) -> list[EntryRow]:
    """The next entries from a position on, in order."""
    dialects.set_local(session, "daylight.reader", "log")
    rows = (
        sqlalchemy.select(
            col(Entry.seq),
            col(Entry.event),
            col(Entry.subject),
            col(Entry.leaf),
            col(Entry.month),
            col(Entry.retention),
            col(Entry.sealed),
            col(Event.body),
            col(Event.source_id),
            col(Event.occurred),
            col(Event.entries),
        )
        .join(Event, col(Event.first_seq) == col(Entry.event), isouter=True)
        .where(col(Entry.seq) >= first)
        .order_by(col(Entry.seq))
        .limit(AT_ONCE)
    )
    return [EntryRow(*row) for row in fetch(session, rows)]


def statements(session: Session, first: int, last: int) -> dict[int, Notice]:
    """The public statements whose leaves stand between two positions, by theirs."""
    there = select(Notice).where(col(Notice.seq) >= first, col(Notice.seq) <= last)
    return {notice.seq: notice for notice in session.exec(there)}


def heartbeats(session: Session, first: int, last: int) -> dict[int, dict[str, Any]]:
    """What the heartbeats between two positions committed to, by theirs."""
    rows = session.exec(
        select(Heartbeat).where(col(Heartbeat.seq) >= first, col(Heartbeat.seq) <= last)
    )
    return {
        row.seq: {
            "covers_until": row.covers_until,
            "events_sent": row.events_sent,
            "received": row.received,
            "recorded_at": row.recorded_at,
            "source": str(row.source_id),
        }
        for row in rows
    }


def begin(session: Session, first: int) -> int:
    """Where the event begins that the entry at a position belongs to, if it is there."""
    dialects.set_local(session, "daylight.reader", "log")
    event = session.exec(select(Entry.event).where(col(Entry.seq) == first)).first()
    return first if event is None else min(first, event)


def checkpoints(session: Session, first: int, largest: int) -> Sequence[PublishedCheckpoint]:
    """The next ones that were published of ``first`` up to so many entries, the smallest first."""
    some = select(PublishedCheckpoint).where(
        col(PublishedCheckpoint.size) >= first, col(PublishedCheckpoint.size) <= largest
    )
    return session.exec(some.order_by(col(PublishedCheckpoint.size)).limit(NOTES_AT_ONCE)).all()


def last_check(session: Session) -> LogCheck | None:
    """The check that ended last; one that a wrong clock put into the future is none."""
    return session.exec(_ended()).first()


def last_whole(session: Session) -> LogCheck | None:
    """The last one that looked at the whole log."""
    return session.exec(_ended().where(col(LogCheck.first) == 0)).first()


def _ended() -> SelectOfScalar[LogCheck]:
    ended = select(LogCheck).where(col(LogCheck.ended_at) <= clock.now())
    return ended.order_by(col(LogCheck.ended_at).desc()).limit(1)


def longest_known(session: Session) -> int:
    """How long the log was at its last check, or when somebody took a proof of it."""
    sizes = select(func.max(TakenProof.size)), select(func.max(LogCheck.size))
    return max(session.exec(each).one() or 0 for each in sizes)


def events_between(session: Session, first: int, end: int) -> int:
    """How many events begin from one position up to but without another."""
    dialects.set_local(session, "daylight.reader", "log")
    counted = (
        select(func.count())
        .select_from(Event)
        .where(col(Event.first_seq) >= first, col(Event.first_seq) < end)
    )
    found: int = session.exec(counted).one()
    return found


def sealed_about(session: Session) -> list[str]:
    """Whom sealed entries may be about: those of whom a grant says so."""
    return [str(each) for each in session.exec(select(SealedGrant.subject).distinct())]


@dataclass(frozen=True)
class Checked:
    """What may be said of the log now, and of the check that says so.

    ``since`` is set where the last check looked at what is new alone, or looked for long: then
    each entry was looked at once since that moment, and the newest when the check ended.
    """

    standing: Standing
    at: datetime | None = None
    size: int = 0
    first_bad: int | None = None
    why: str = ""
    since: datetime | None = None


def checked(session: Session) -> Checked:
    """As the last check found it, and as long ago as that was; nothing if that cannot be read."""
    try:
        with dialects.shielded(session):
            last = last_check(session)
            whole = last if last is None or last.first == 0 else last_whole(session)
    except DBAPIError as failed:
        if failed.connection_invalidated:
            raise
        last = whole = None
    if last is None or whole is None:
        return Checked(Standing.UNCHECKED)
    found = standing(last.looked, whole.looked, clock.now())
    is_at_once = whole is last and whole.looked.length < EVERY
    since = None if is_at_once else whole.began_at
    return Checked(found, last.ended_at, last.size, last.first_bad, last.why, since)
