"""Reading the log as it grows, and raising the alarm where a stop was not kept (PRODUCT: M8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.access_log import service as log_service
from app.access_log.following.queries import Opening
from app.access_log.looks import numbering
from app.access_log.models import LOG_SUBJECT, Follower
from app.access_log.queries import Look
from app.access_log.unusual.models import EntryFlag
from app.access_log.unusual.rules import Flag
from app.consent.after_stop import queries
from app.consent.after_stop.models import ConsentAlarm
from app.identity import queries as identity
from app.identity.people.models import Person
from app.identity.roles import queries as roles
from app.identity.roles.models import Role
from app.notifications import service as notifications
from app.notifications.models import Kind

NAME = "after-stop"


@dataclass(frozen=True)
class Alarm:
    """One entry that went against an answer."""

    seq: int
    person_id: UUID
    reference: str
    practice_id: str
    system: str
    recorded_at: datetime


@dataclass(frozen=True)
class Found:
    """Entries that were read from ``before`` to ``after``, and the alarms among them."""

    before: int
    after: int
    entries: int
    alarms: Sequence[Alarm]


def follow(session: Session, limit: int) -> int:
    """Read and write in one transaction; how many entries were read."""
    found = read(session, limit)
    return write(session, found) if found else 0


def read(session: Session, limit: int, opening: Opening | None = None) -> Found | None:
    """Compare up to ``limit`` entries with what their subjects had answered; None: nothing new.

    Raises KeysUnavailableError, and then nothing has moved.
    """
    position = session.get(Follower, NAME)
    before = position.position if position else 0
    stretch = (opening or Opening()).stretch(session, before, limit)
    if stretch is None:
        return None
    standing = stretch.standing
    answers = queries.answers_of(session, {row.subject for row in stretch.opened} - {LOG_SUBJECT})
    alarms = []
    for row in stretch.opened:
        person, look = standing.subject(row), standing.looks.get(row.seq)
        if person is not None and look is not None and person.id in answers:
            alarms += _alarms(session, look, person, answers[person.id])
    return Found(before, stretch.after, len(stretch.opened), alarms)


def write(session: Session, found: Found) -> int:
    """Mark, keep and tell, unless another worker was faster; how many entries were dealt with."""
    if not log_service.advance(session, NAME, before=found.before, after=found.after):
        return 0
    for alarm in found.alarms:
        session.add(EntryFlag(seq=alarm.seq, flag=Flag.AFTER_STOP))
        session.add(
            ConsentAlarm(
                seq=alarm.seq,
                practice_id=alarm.practice_id,
                system=alarm.system,
                raised_at=alarm.recorded_at,
            )
        )
    session.flush()
    officers = [each.id for each in roles.holders(session, Role.OFFICER)] if found.alarms else []
    for alarm in found.alarms:
        _tell(session, alarm, officers)
    return found.entries


def _alarms(
    session: Session, look: Look, person: Person, answers: list[queries.Answers]
) -> list[Alarm]:
    def zone() -> str:
        return identity.zone_of(session, person)

    against = [a for a in answers if a.forbid(look.system, look.purpose, look.occurred_at, zone)]
    if not against:
        return []
    reference = numbering.reference(look.seq, person.employee_id)
    practice_id = against[0].practice_id
    return [Alarm(look.seq, person.id, reference, practice_id, look.system, look.recorded_at)]


def _tell(session: Session, alarm: Alarm, officers: list[UUID]) -> None:
    """The person is led to the entry. Officers learn which system, and not whose data it was."""
    at, kind = alarm.recorded_at, Kind.AFTER_STOP
    ids = {"entry": alarm.reference, "choice": alarm.practice_id}
    notifications.tell(session, [alarm.person_id], kind, about=alarm.reference, at=at, **ids)
    others = [officer for officer in officers if officer != alarm.person_id]
    notifications.tell(session, others, kind, about=f"alarm {alarm.seq}", at=at)
