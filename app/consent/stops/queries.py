"""How the stops of a record stand, and which webhook is to be called next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from app.consent.models import ConsentEvent, ConsentNotice, ConsentRecord
from app.consent.stops import rules
from app.consent.stops.models import ConsentStop
from app.consent.stops.rules import Standing
from app.core import clock
from app.identity.people.models import Person
from app.identity.sources.models import SourceSystem


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


def of_record(session: Session, record_id: UUID, event_id: UUID) -> list[SystemStop]:
    """Each system that was to stop because of one event, by name."""
    stops = (
        select(ConsentStop, col(SourceSystem.system))
        .join(SourceSystem, col(SourceSystem.id) == col(ConsentStop.source_id))
        .where(ConsentStop.record_id == record_id, ConsentStop.event_id == event_id)
        .order_by(col(SourceSystem.system), col(SourceSystem.name))
    )
    now = clock.now()
    return [
        SystemStop(system, rules.standing(stop, now), stop.due_at, stop.confirmed_at)
        for stop, system in session.exec(stops)
    ]


def newest(
    session: Session, source_id: UUID, record_ids: Sequence[UUID]
) -> dict[UUID, ConsentStop]:
    """The latest stop of each of these records for one source."""
    stops = select(ConsentStop).where(
        ConsentStop.source_id == source_id, col(ConsentStop.record_id).in_(record_ids)
    )
    return {stop.record_id: stop for stop in session.exec(stops.order_by(col(ConsentStop.id)))}


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
    """What a webhook is told of one stop, and where."""

    stop: ConsentStop
    source: SourceSystem
    employee_id: str
    notice: ConsentNotice
    ended_at: datetime


def told(session: Session, stop: ConsentStop) -> Told:
    found = session.exec(
        select(SourceSystem, col(Person.employee_id), ConsentNotice, ConsentEvent)
        .select_from(SourceSystem)
        .join(ConsentRecord, col(ConsentRecord.id) == stop.record_id)
        .join(Person, col(Person.id) == col(ConsentRecord.person_id))
        .join(ConsentEvent, col(ConsentEvent.id) == stop.event_id)
        .join(ConsentNotice, col(ConsentNotice.id) == col(ConsentEvent.notice_id))
        .where(SourceSystem.id == stop.source_id)
    ).one()
    source, employee_id, notice, event = found
    return Told(stop, source, employee_id, notice, event.at)
