"""What a source is told of people's answers, and what it confirms: its own system's alone."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.consent import queries
from app.consent.models import ConsentNotice, ConsentRecord
from app.consent.schemas import ConsentOut, StopOut
from app.consent.stops import queries as stop_queries
from app.consent.stops import service as stops
from app.consent.stops.models import ConsentStop
from app.core import clock
from app.core.errors import ConflictError, NotFoundError
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.sources.models import SourceSystem
from app.register import queries as register
from app.register.in_force.rules import Register


class NothingToStopError(ConflictError):
    def __init__(self) -> None:
        super().__init__("You were given nothing to stop here.")


def consents(
    session: Session,
    source: SourceSystem,
    *,
    purpose: str = "",
    since: datetime | None = None,
    after: UUID | None = None,
    limit: int,
) -> list[ConsentOut]:
    """Records of the choices about this source's system, as far as they name the purpose."""
    notices = queries.notices_of_system(session, source.system)
    own = [key for key, n in notices.items() if not purpose or purpose in n.purposes]
    found = queries.records_from(session, own, since=since, after=after, limit=limit)
    given = stop_queries.newest(session, source.id, [record.id for record, _person in found])
    in_force = register.in_force(session, clock.now())
    return [
        _out(in_force, record, person, notices[record.notice_id], given.get(record.id))
        for record, person in found
    ]


def confirm(session: Session, source: SourceSystem, record_id: UUID) -> ConsentOut:
    """The source has stopped. Raises NotFoundError, NothingToStopError."""
    record = session.get(ConsentRecord, record_id)
    notice = session.get(ConsentNotice, record.notice_id) if record else None
    if record is None or notice is None or notice.system != source.system:
        raise NotFoundError
    stop = stop_queries.newest(session, source.id, [record_id]).get(record_id)
    if stop is None:
        raise NothingToStopError
    stops.confirm(session, stop)
    session.refresh(stop)
    person = people.by_id(session, record.person_id)
    assert person is not None
    return _out(register.in_force(session, clock.now()), record, person, notice, stop)


def _out(
    in_force: Register,
    record: ConsentRecord,
    person: Person,
    notice: ConsentNotice,
    stop: ConsentStop | None,
) -> ConsentOut:
    given: Sequence[ConsentStop] = [stop] if stop and stop.overtaken_at is None else []
    return ConsentOut(
        id=str(record.id),
        subject=person.employee_id,
        practice=record.practice_id,
        purposes=notice.purposes,
        permitted=queries.is_permitted(in_force, record, person),
        changed_at=record.changed_at,
        stop=next((StopOut(by=s.due_at, applied_at=s.confirmed_at) for s in given), None),
    )
