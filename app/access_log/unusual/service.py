"""Reading the log behind the checker of promises, and marking what meets a rule.

Run by the worker.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.access_log import queries as log
from app.access_log import service as log_service
from app.access_log.following.queries import Opening, Stretch
from app.access_log.models import Follower
from app.access_log.opening.queries import OpenedEntry
from app.access_log.promises import queries as promises
from app.access_log.queries import Look
from app.access_log.unusual import queries
from app.access_log.unusual.models import EntryFlag
from app.access_log.unusual.rules import Access, Flag, flags
from app.identity.establishments import queries as establishments
from app.identity.establishments.rules import DEFAULT_ZONE
from app.identity.people.models import Person
from app.register import queries as register

NAME = queries.FOLLOWER
FAR_ENOUGH = (25, 975)  # entries searched for an earlier look; only asked beside another sign


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


def read(session: Session, limit: int, opening: Opening | None = None) -> Judged | None:
    """Judge up to ``limit`` checked entries after the last one judged; None if there are none.

    Sealed entries are never seen here: they come when they are disclosed. Raises
    KeysUnavailableError, and then nothing has moved.
    """
    position = session.get(Follower, NAME)
    before = position.position if position else 0
    until = promises.position(session)
    if until <= before:
        return None
    stretch = (opening or Opening()).stretch(session, before, limit, until=until)
    if stretch is None:
        return None
    judge = Judge(session, stretch)
    marks = [mark for row in stretch.opened for mark in judge.marks(row)]
    return Judged(before, stretch.after, len(stretch.opened), marks)


def write(session: Session, found: Judged) -> int:
    """Write the marks, unless another worker was faster; how many entries were dealt with."""
    if not log_service.advance(session, NAME, before=found.before, after=found.after):
        return 0
    session.add_all(found.marks)
    session.flush()
    return found.entries


class Judge:
    """Knows of a run of entries what the rules ask: people, places, the register, the past."""

    def __init__(self, session: Session, stretch: Stretch) -> None:
        self.session = session
        self.standing = stretch.standing
        self.establishments = establishments.by_codes(session)
        self.published = register.histories(session)
        self.undeclared = promises.flags_of(session, [row.seq for row in stretch.opened])

    def marks(self, row: OpenedEntry) -> list[EntryFlag]:
        """What to write down about an entry: nothing, for most."""
        subject, look = self.standing.subject(row), self.standing.looks.get(row.seq)
        if subject is None or look is None:
            return []
        access = self._access(look, subject, row.entries)
        found = flags(access, first_time=lambda: self._first_time(look, subject))
        return [EntryFlag(seq=look.seq, flag=flag, detail=_detail(flag, access)) for flag in found]

    def _access(self, look: Look, subject: Person, how_many: int) -> Access:
        then = self.standing.accessor(look)
        at_work = self.establishments.get(then.establishment) if then else None
        zone = ZoneInfo(at_work.time_zone if at_work else DEFAULT_ZONE)
        purpose = register.in_force_of(self.published, look.occurred_at).purpose(look.purpose)
        return Access(
            kind=look.accessor.kind,
            local=look.occurred_at.astimezone(zone),
            hours=at_work.working_hours if at_work else {},
            case=look.case,
            people=how_many,
            manager=self.standing.manager(look, subject),
            own=self.standing.is_own(look, subject),
            portal_search=self.standing.is_portal_search(look),
            needs_case=purpose.needs_case if purpose else False,
            undeclared=look.seq in self.undeclared,
        )

    def _first_time(self, look: Look, subject: Person) -> bool:
        """Whether they are known not to have looked before.

        Who looks again mostly has lately: few are opened. What lies before them is not known, so
        nothing is said of it.
        """
        who, before = (look.accessor.kind, look.accessor.id), look.seq
        for limit in FAR_ENOUGH:
            earlier = log.entries_about(self.session, subject, before=before, limit=limit)
            if any(
                other.state == "unreadable" or (other.accessor.kind, other.accessor.id) == who
                for other in earlier
            ):
                return False
            if len(earlier) < limit:
                return True
            before = earlier[-1].seq
        return False


def _detail(flag: Flag, access: Access) -> str:
    return str(access.people) if flag is Flag.BULK else ""
