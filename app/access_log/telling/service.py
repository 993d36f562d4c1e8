"""Reading the log as it grows, behind the judging of it, and telling whom it is about."""

from collections.abc import Iterator

from sqlmodel import Session

from app.access_log import queries as log
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


def follow(session: Session, limit: int) -> int:
    """Tell of up to ``limit`` judged entries after the last one told of; how many were read.

    Nobody is told of automatic jobs, of what she did herself, or that her name came up in a
    search of the portal. Sealed entries are never seen here: they come when they are disclosed.
    Raises KeysUnavailableError, and then nothing has moved.
    """
    position = session.get(Follower, NAME) or Follower(name=NAME, position=0)
    judged = session.get(Follower, JUDGING)
    found = log.entries_from(session, position.position, limit=limit) if judged else []
    read = [row for row in found if judged and row.entry.seq < judged.position]
    for person, look, kind in _to_tell(session, read):
        reference = numbering.reference(look.seq, person.employee_id)
        notifications.tell(
            session, [person.id], kind, about=reference, at=look.recorded_at, entry=reference
        )
    if read:
        position.position = read[-1].entry.seq + 1
        session.add(position)
    session.flush()
    return len(read)


def _to_tell(session: Session, read: list[OpenedEntry]) -> Iterator[tuple[Person, Look, Kind]]:
    subjects = people.people_by_ids(session, {row.entry.subject for row in read})
    flags = unusual.flags_of(session, [row.entry.seq for row in read])
    portal = sources.portal(session)
    for row in read:
        person = subjects.get(row.entry.subject)
        if row.body is None or person is None or not person.active:
            continue
        look = log.look(row)
        is_search = look.action == "search" and portal is not None and portal.id == look.source_id
        if look.accessor.kind == "service" or is_search or _is_own(look, person):
            continue
        yield person, look, Kind.UNUSUAL_LOOK if look.seq in flags else Kind.LOOK


def _is_own(look: Look, person: Person) -> bool:
    return look.accessor.kind == "person" and look.accessor.id == person.employee_id
