"""Reading the log as it grows, behind the judging of it, and telling whom it is about."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.access_log import queries as log
from app.access_log import service as log_service
from app.access_log.looks import numbering
from app.access_log.models import Follower
from app.access_log.opening.queries import OpenedEntry
from app.access_log.queries import Look
from app.access_log.unusual import queries as unusual
from app.access_log.unusual.service import NAME as JUDGING
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.sources import queries as sources
from app.notifications import service as notifications
from app.notifications.models import Kind

NAME = "telling"


@dataclass(frozen=True)
class News:
    """Entries that were read from ``before`` to ``after``, and who is to be told of which."""

    before: int
    after: int
    entries: int
    told: Sequence[tuple[UUID, str, Kind, datetime]]


def follow(session: Session, limit: int) -> int:
    """Read and write in one transaction; how many entries were read."""
    found = read(session, limit)
    return write(session, found) if found else 0


def read(session: Session, limit: int) -> News | None:
    """Whom to tell of up to ``limit`` judged entries after the last one told of; None if none.

    Nobody is told of automatic jobs, of what she did herself, or that her name came up in a
    search of the portal. Sealed entries are never seen here: they come when they are disclosed.
    Raises KeysUnavailableError, and then nothing has moved.
    """
    position, judged = session.get(Follower, NAME), session.get(Follower, JUDGING)
    before = position.position if position else 0
    if judged is None or judged.position <= before:
        return None
    found = log.entries_from(session, before, limit=limit)
    read = [row for row in found if row.seq < judged.position]
    if not read:
        return None
    told = [
        (person.id, numbering.reference(look.seq, person.employee_id), kind, look.recorded_at)
        for person, look, kind in _to_tell(session, read)
    ]
    return News(before, read[-1].seq + 1, len(read), told)


def write(session: Session, found: News) -> int:
    """Tell them, unless another worker was faster; how many entries were dealt with."""
    if not log_service.advance(session, NAME, before=found.before, after=found.after):
        return 0
    for person_id, reference, kind, at in found.told:
        notifications.tell(session, [person_id], kind, about=reference, at=at, entry=reference)
    session.flush()
    return found.entries


def _to_tell(session: Session, read: list[OpenedEntry]) -> Iterator[tuple[Person, Look, Kind]]:
    subjects = people.people_by_ids(session, {row.subject for row in read})
    flags = unusual.flags_of(session, [row.seq for row in read])
    portal = sources.portal(session)
    for row in read:
        person = subjects.get(row.subject)
        if row.body is None or person is None or not person.active:
            continue
        look = log.look(row)
        is_search = look.action == "search" and portal is not None and portal.id == look.source_id
        if look.accessor.kind == "service" or is_search or _is_own(look, person):
            continue
        yield person, look, Kind.UNUSUAL_LOOK if look.seq in flags else Kind.LOOK


def _is_own(look: Look, person: Person) -> bool:
    return look.accessor.kind == "person" and look.accessor.id == person.employee_id
