"""What a source is told of people's answers, and what it confirms: its own system's alone."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session

from app.consent import queries
from app.consent.models import ConsentNotice, ConsentRecord
from app.consent.schemas import ConsentOut, StopOut
from app.consent.stops import queries as stop_queries
from app.consent.stops import service as stops
from app.consent.stops.models import ConsentStop
from app.consent.stops.rules import to_stop
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


class Reported(NamedTuple):
    """One record as a source is told of it: the words it is about, and when these changed.

    ``now``: the words the record is about now, if they are about this source's system.
    """

    record: ConsentRecord
    person: Person
    words: ConsentNotice
    now: ConsentNotice | None
    changed_at: datetime


def consents(
    session: Session,
    source: SourceSystem,
    *,
    purpose: str = "",
    since: datetime | None = None,
    after: UUID | None = None,
    limit: int,
) -> list[ConsentOut]:
    """Records of the choices about this source's system, as far as they name the purpose.

    Those too that are about another system or other purposes by now, where something was to stop.
    """
    notices = queries.notices_of_system(session, source.system)
    own = {key: n for key, n in notices.items() if not purpose or purpose in n.purposes}
    found = [
        Reported(record, person, own[record.notice_id], own[record.notice_id], record.changed_at)
        for record, person in queries.records_from(
            session, list(own), since=since, after=after, limit=limit
        )
    ]
    found += [
        Reported(record, person, own[words], notices.get(record.notice_id), begun_at)
        for begun_at, words, record, person in stop_queries.left_behind(
            session, source.id, list(own), since=since, after=after, limit=limit
        )
    ]
    in_turn = sorted(found, key=lambda each: (each.changed_at, each.record.id))[:limit]
    given = stop_queries.given(session, source.id, [each.record.id for each in in_turn])
    in_force = register.in_force(session, clock.now())
    return [_out(in_force, each, given.get(each.record.id, [])) for each in in_turn]


def confirm(session: Session, source: SourceSystem, record_id: UUID) -> ConsentOut:
    """The source has stopped. Raises NotFoundError, NothingToStopError."""
    record = session.get(ConsentRecord, record_id)
    notice = session.get(ConsentNotice, record.notice_id) if record else None
    given = stop_queries.given(session, source.id, [record_id]).get(record_id, [])
    if record is None or notice is None or (notice.system != source.system and not given):
        raise NotFoundError
    if not given:
        raise NothingToStopError
    for stop, _words in given:
        stops.confirm(session, stop)
        session.refresh(stop)
    person = people.by_id(session, record.person_id)
    assert person is not None
    reported = Reported(record, person, notice, notice, record.changed_at)
    if notice.system != source.system:
        stop, said_yes_to = given[-1]
        reported = Reported(record, person, said_yes_to, None, stop.begun_at)
    return _out(register.in_force(session, clock.now()), reported, given)


def _out(
    in_force: Register, reported: Reported, given: Sequence[tuple[ConsentStop, ConsentNotice]]
) -> ConsentOut:
    """What a source may do with one person's data.

    Of words left behind, ``purposes`` and the stop name only what no yes permits any more.
    """
    record, person, words, now, changed_at = reported
    holds = now if now and queries.is_permitted(in_force, record, now, person) else None
    permitted = holds is not None and holds.id == words.id
    stop = _stop(given, holds)
    named = words.purposes if permitted else to_stop(words, holds)
    if stop and not permitted:
        named = [*named, *stop.purposes]
    return ConsentOut(
        id=str(record.id),
        subject=person.employee_id,
        practice=record.practice_id,
        purposes=list(dict.fromkeys(named)),
        permitted=permitted,
        changed_at=changed_at,
        stop=stop,
    )


def _stop(
    given: Sequence[tuple[ConsentStop, ConsentNotice]], holds: ConsentNotice | None
) -> StopOut | None:
    """All that waits for the source's word as one; if nothing does, the last it confirmed."""
    waiting = [each for each in given if not (each[0].confirmed_at or each[0].overtaken_at)]
    told = waiting or [each for each in given[-1:] if each[0].overtaken_at is None]
    if not told:
        return None
    purposes = [purpose for _stop, words in told for purpose in to_stop(words, holds)]
    return StopOut(
        purposes=list(dict.fromkeys(purposes)),
        by=min(stop.due_at for stop, _words in told),
        applied_at=told[-1][0].confirmed_at,
    )
