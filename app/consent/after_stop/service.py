"""Reading the log as it grows, and raising the alarm where there was no yes (PRODUCT: M8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.access_log import service as log_service
from app.access_log.following.queries import Opening
from app.access_log.looks import numbering
from app.access_log.models import LOG_SUBJECT, Follower
from app.access_log.promises import queries as promise_queries
from app.access_log.promises import service as promises
from app.access_log.promises.rules import Flag, Mismatch
from app.access_log.promises.rules import Kind as Difference
from app.access_log.queries import Look
from app.consent.after_stop import queries
from app.consent.after_stop.queries import Use
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

    @property
    def kind(self) -> Difference:
        """What the officers answer as one: the same choice, in the same system."""
        return Difference(Flag.AFTER_STOP, self.system, self.practice_id)


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
    choices, alarms = queries.Choices(session), []
    for row in stretch.opened:
        person, look = standing.subject(row), standing.looks.get(row.seq)
        if person is not None and look is not None:
            hers, worker = answers.get(person.id, []), standing.worker(look, person) or person
            use = Use(look.system, look.purpose, look.categories, look.occurred_at)
            lacking = _lacking(session, use, person, hers, choices)
            lacking += choices.unanswered(use, worker, hers)
            if lacking and choices.has_another_reason(use, worker):
                continue
            alarms += [_alarm(look, person, practice_id) for practice_id in lacking[:1]]
    return Found(before, stretch.after, len(stretch.opened), alarms)


def write(session: Session, found: Found) -> int:
    """Raise the alarms and tell of them, unless another worker was faster; how many were read."""
    if not log_service.advance(session, NAME, before=found.before, after=found.after):
        return 0
    if found.alarms:
        _raise(session, found.alarms)
    return found.entries


def _raise(session: Session, alarms: Sequence[Alarm]) -> None:
    """Put them where officers answer what was not as promised, and people read the answer."""
    marks = [(alarm.seq, Mismatch(alarm.kind.flag, alarm.kind)) for alarm in alarms]
    matters = promises.add(session, marks)
    named = promise_queries.references(session, matters.values())
    officers = [each.id for each in roles.holders(session, Role.OFFICER)]
    for alarm in alarms:
        _tell(session, alarm, officers, named[matters[alarm.kind]])


def _lacking(
    session: Session,
    use: Use,
    person: Person,
    answers: list[queries.Answers],
    choices: queries.Choices,
) -> list[str]:
    """The choices that an access went against: a no, or a yes that had ended."""

    def zone() -> str:
        return identity.zone_of(session, person)

    return [each.practice_id for each in answers if each.forbid(use, choices.changed, zone)]


def _alarm(look: Look, person: Person, practice_id: str) -> Alarm:
    reference = numbering.reference(look.seq, person.employee_id)
    return Alarm(look.seq, person.id, reference, practice_id, look.system, look.recorded_at)


def _tell(session: Session, alarm: Alarm, officers: list[UUID], matter: str) -> None:
    """The person is led to the entry, officers once to what they have to answer: nobody's name."""
    at, kind = alarm.recorded_at, Kind.AFTER_STOP
    ids = {"entry": alarm.reference, "choice": alarm.practice_id}
    notifications.tell(session, [alarm.person_id], kind, about=alarm.reference, at=at, **ids)
    notifications.tell(session, officers, kind, about=matter, at=at, matter=matter)
