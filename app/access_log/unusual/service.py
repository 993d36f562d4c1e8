"""Reading the log as it grows, and marking what meets a rule. Run by the worker."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.access_log import queries as log
from app.access_log import service as log_service
from app.access_log.models import LOG_SUBJECT, Follower
from app.access_log.opening.queries import OpenedEntry
from app.access_log.queries import Look
from app.access_log.unusual import queries
from app.access_log.unusual.models import EntryFlag
from app.access_log.unusual.rules import Access, Declared, Flag, flags
from app.identity.establishments import queries as establishments
from app.identity.establishments.models import Establishment
from app.identity.establishments.rules import DEFAULT_ZONE
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.sources import queries as sources
from app.register import queries as register
from app.register.in_force.rules import Register
from app.register.rules import Looker

NAME = queries.FOLLOWER
FAR_ENOUGH = 1_000  # entries searched for an earlier look; only asked beside another sign


@dataclass(frozen=True)
class Judged:
    """Entries that were read from ``before`` to ``after``, and what to write down about them."""

    before: int
    after: int
    entries: int
    marks: Sequence[EntryFlag]


def follow(session: Session, limit: int) -> int:
    """Read and write in one transaction; how many entries were read."""
    found = read(session, limit)
    return write(session, found) if found else 0


def read(session: Session, limit: int) -> Judged | None:
    """Judge up to ``limit`` entries after the last one judged; None if there are none.

    Sealed entries are never seen here: they come when they are disclosed. Raises
    KeysUnavailableError, and then nothing has moved.
    """
    position = session.get(Follower, NAME)
    before = position.position if position else 0
    opened = log.entries_from(session, before, limit=limit)
    if not opened:
        return None
    judge = Judge(session, opened)
    marks = [mark for row in opened for mark in judge.marks(row)]
    return Judged(before, opened[-1].seq + 1, len(opened), marks)


def write(session: Session, found: Judged) -> int:
    """Write the marks, unless another worker was faster; how many entries were dealt with."""
    if not log_service.advance(session, NAME, before=found.before, after=found.after):
        return 0
    session.add_all(found.marks)
    session.flush()
    return found.entries


class _Place(NamedTuple):
    role: str
    unit: str
    establishment: Establishment | None


class Judge:
    """Knows of a run of entries what the rules ask: people, places, the register, the past."""

    def __init__(self, session: Session, opened: list[OpenedEntry]) -> None:
        self.session = session
        subjects = {row.subject for row in opened} - {LOG_SUBJECT}
        self.subjects = people.people_by_ids(session, subjects)
        self.establishments = establishments.by_codes(session)
        self.portal = sources.portal(session)
        self.published = register.histories(session)
        looks = [log.look(row) for row in opened if row.body is not None]
        accessors = {look.accessor.id for look in looks if look.accessor.kind == "person"}
        subjects_of = {subject.employee_id for subject in self.subjects.values()}
        self.histories = people.histories(session, accessors | subjects_of if accessors else ())

    def marks(self, row: OpenedEntry) -> list[EntryFlag]:
        """What to write down about an entry: nothing, for most."""
        subject = self.subjects.get(row.subject)
        if row.body is None or subject is None:
            return []
        look = log.look(row)
        access = self._access(look, subject, row.entries)
        found = flags(access, first_time=lambda: self._first_time(look, subject))
        return [EntryFlag(seq=look.seq, flag=flag, detail=_detail(flag, access)) for flag in found]

    def _access(self, look: Look, subject: Person, how_many: int) -> Access:
        place = self._place(look)
        at_work = place.establishment if place else None
        zone = ZoneInfo(at_work.time_zone if at_work else DEFAULT_ZONE)
        manager = self._manager(look, subject)
        return Access(
            kind=look.accessor.kind,
            local=look.occurred_at.astimezone(zone),
            hours=at_work.working_hours if at_work else {},
            case=look.case,
            people=how_many,
            manager=manager,
            own=look.accessor.kind == "person" and look.accessor.id == subject.employee_id,
            portal_search=look.action == "search" and self._is_portal(look),
            declared=declared(self._register(look), look, _looker(look, place, manager)),
        )

    def _register(self, look: Look) -> Register:
        """The register of the day; of an access older than the register, that of its arrival."""
        then = register.in_force_of(self.published, look.occurred_at)
        return then if then.practices else register.in_force_of(self.published, look.recorded_at)

    def _place(self, look: Look) -> _Place | None:
        """Where one of our own people worked at the time, and as what; later if not known then."""
        if look.accessor.kind != "person":
            return None
        versions = self.histories.get(look.accessor.id)
        if not versions:
            return None
        then = [version for version in versions if version.valid_from <= look.occurred_at]
        who = then[-1] if then else versions[0]
        return _Place(who.role_title, who.unit, self.establishments.get(who.establishment))

    def _manager(self, look: Look, subject: Person) -> str | None:
        if look.accessor.kind != "person":
            return None
        versions = self.histories.get(subject.employee_id, ())
        return people.managed(versions, look.accessor.id, look.occurred_at)

    def _is_portal(self, look: Look) -> bool:
        return self.portal is not None and look.source_id == self.portal.id

    def _first_time(self, look: Look, subject: Person) -> bool:
        earlier = log.entries_about(self.session, subject, before=look.seq, limit=FAR_ENOUGH)
        same = (look.accessor.kind, look.accessor.id)
        return all((other.accessor.kind, other.accessor.id) != same for other in earlier)


def declared(known: Register, look: Look, looker: Looker) -> Declared:
    """What the register of that day says of an access, over all its categories."""
    answers = [
        known.declares(system=look.system, category=category, purpose=look.purpose, looker=looker)
        for category in look.categories
    ]
    purpose = known.purpose(look.purpose)
    return Declared(
        system=any(answer.system for answer in answers),
        categories=all(answer.category for answer in answers),
        pair=any(answer.category for answer in answers),
        purpose=any(answer.purpose for answer in answers),
        reader=any(answer.reader for answer in answers),
        needs_case=purpose.needs_case if purpose else False,
    )


def _looker(look: Look, place: _Place | None, manager: str | None) -> Looker:
    who = look.accessor
    return Looker(
        role=who.role or (place.role if place else ""),
        unit=who.unit or (place.unit if place else ""),
        relation="manager" if manager == "now" else "",
        organisation=(who.organisation or "") if who.kind == "external" else "",
        service=who.id if who.kind == "service" else "",
    )


def _detail(flag: Flag, access: Access) -> str:
    return str(access.people) if flag is Flag.BULK else ""
