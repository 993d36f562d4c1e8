"""How the stops of a record stand, and which webhook is to be called next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from app.consent.models import ConsentEvent, ConsentNotice, ConsentRecord
from app.consent.rules import PERMITTING
from app.consent.stops import rules
from app.consent.stops.models import ConsentStop
from app.consent.stops.rules import Standing
from app.core import clock
from app.identity.people.models import Person
from app.identity.sources.models import SourceSystem

# A stop begins with the event that ended a yes; the event before it is that yes.
_YES = aliased(ConsentEvent)
_IS_THE_YES = (col(_YES.record_id) == col(ConsentEvent.record_id)) & (
    col(_YES.number) == col(ConsentEvent.number) - 1
)


@dataclass(frozen=True)
class SystemStop:
    """One system's stop, as the person reads it."""

    system: str
    standing: Standing
    due_at: datetime
    confirmed_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether it has neither confirmed nor been overtaken by another yes."""
        return self.standing in {Standing.WAITING, Standing.LATE, Standing.FAILED}


def of_record(session: Session, record_id: UUID, event_id: UUID | None) -> list[SystemStop]:
    """Each system that was to stop because of one event, or still is of another, by name."""
    stops = (
        select(ConsentStop, col(SourceSystem.system))
        .join(SourceSystem, col(SourceSystem.id) == col(ConsentStop.source_id))
        .where(ConsentStop.record_id == record_id)
        .where(or_(is_open(), col(ConsentStop.event_id) == event_id) if event_id else is_open())
        .order_by(col(SourceSystem.system), col(SourceSystem.name))
    )
    now = clock.now()
    return [
        SystemStop(system, rules.standing(stop, now), stop.due_at, stop.confirmed_at)
        for stop, system in session.exec(stops)
    ]


def given(
    session: Session, source_id: UUID, record_ids: Sequence[UUID]
) -> dict[UUID, list[tuple[ConsentStop, ConsentNotice]]]:
    """The stops of each of these records for one source, in turn, each with its yes's words."""
    stops = _with_words().where(
        ConsentStop.source_id == source_id, col(ConsentStop.record_id).in_(record_ids)
    )
    found: dict[UUID, list[tuple[ConsentStop, ConsentNotice]]] = {}
    for stop, said_yes_to in session.exec(stops.order_by(col(ConsentStop.id))):
        found.setdefault(stop.record_id, []).append((stop, said_yes_to))
    return found


def open_of_record(
    session: Session, record_id: UUID
) -> Sequence[tuple[ConsentStop, ConsentNotice]]:
    """What is still to be stopped of one record, with what each yes was said to."""
    return session.exec(_with_words().where(ConsentStop.record_id == record_id, is_open())).all()


def left_behind(
    session: Session,
    source_id: UUID,
    words: Sequence[UUID],
    *,
    since: datetime | None,
    after: UUID | None,
    limit: int,
) -> Sequence[tuple[datetime, UUID, ConsentRecord, Person]]:
    """For a source: records that were about these words when a yes ended, and are not any more.

    Each with when its stop began and what the yes was said to, the oldest first. Those begun at
    ``since`` or later; of those at that very moment, of records above ``after``.
    """
    stops = (
        select(col(ConsentStop.begun_at), col(_YES.notice_id), ConsentRecord, Person)
        .select_from(ConsentStop)
        .join(ConsentRecord, col(ConsentRecord.id) == col(ConsentStop.record_id))
        .join(Person, col(Person.id) == col(ConsentRecord.person_id))
        .join(ConsentEvent, col(ConsentEvent.id) == col(ConsentStop.event_id))
        .join(_YES, _IS_THE_YES)
        .where(
            ConsentStop.source_id == source_id,
            col(_YES.notice_id).in_(words),
            col(ConsentRecord.notice_id).not_in(words),
        )
        .order_by(col(ConsentStop.begun_at), col(ConsentStop.record_id))
    )
    if since is not None:
        same = (col(ConsentStop.begun_at) == since) & (
            col(ConsentStop.record_id) > after if after else col(ConsentStop.record_id).is_not(None)
        )
        stops = stops.where((col(ConsentStop.begun_at) > since) | same)
    return session.exec(stops.limit(limit)).all()


def _with_words() -> Select[ConsentStop, ConsentNotice]:
    return (
        select(ConsentStop, ConsentNotice)
        .join(ConsentEvent, col(ConsentEvent.id) == col(ConsentStop.event_id))
        .join(_YES, _IS_THE_YES)
        .join(ConsentNotice, col(ConsentNotice.id) == col(_YES.notice_id))
    )


def unconfirmed_systems(session: Session) -> list[str]:
    """The systems of which some stop is late or failed: for whoever has to chase them."""
    now = clock.now()
    waiting = (
        select(ConsentStop, col(SourceSystem.system))
        .join(SourceSystem, col(SourceSystem.id) == col(ConsentStop.source_id))
        .where(is_open())
    )
    behind = {Standing.LATE, Standing.FAILED}
    return sorted({s for stop, s in session.exec(waiting) if rules.standing(stop, now) in behind})


def is_open() -> ColumnElement[bool]:
    """Neither confirmed nor overtaken."""
    return col(ConsentStop.confirmed_at).is_(None) & col(ConsentStop.overtaken_at).is_(None)


def to_call(now: datetime) -> ColumnElement[bool]:
    """A webhook's turn has come, and no other worker is calling it."""
    free = or_(col(ConsentStop.leased_until).is_(None), col(ConsentStop.leased_until) < now)
    return is_open() & (col(ConsentStop.next_at) <= now) & free


def some_is_to_be_called(session: Session) -> bool:
    due = select(ConsentStop.id).where(to_call(clock.now()))
    return session.exec(due.limit(1)).first() is not None


@dataclass(frozen=True)
class Told:
    """What a webhook is told of one stop, and where. ``notice``: what the yes was said to."""

    stop: ConsentStop
    source: SourceSystem
    employee_id: str
    notice: ConsentNotice
    purposes: Sequence[str]
    ended_at: datetime


def told(session: Session, stop: ConsentStop) -> Told:
    source, record, employee_id = session.exec(
        select(SourceSystem, ConsentRecord, col(Person.employee_id))
        .select_from(SourceSystem)
        .join(ConsentRecord, col(ConsentRecord.id) == stop.record_id)
        .join(Person, col(Person.id) == col(ConsentRecord.person_id))
        .where(SourceSystem.id == stop.source_id)
    ).one()
    _stop, notice = session.exec(_with_words().where(ConsentStop.id == stop.id)).one()
    now = session.get_one(ConsentNotice, record.notice_id)
    holds = now if record.state in PERMITTING else None
    purposes = rules.to_stop(notice, holds)
    return Told(stop, source, employee_id, notice, purposes, stop.begun_at)
