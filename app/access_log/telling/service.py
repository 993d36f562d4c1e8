"""Reading the log as it grows, behind the judging of it, and telling whom it is about."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.access_log import service as log_service
from app.access_log.following.queries import Opening, Stretch
from app.access_log.looks import numbering
from app.access_log.models import Follower
from app.access_log.promises.rules import Flag
from app.access_log.queries import Look
from app.access_log.unusual import queries as unusual
from app.access_log.unusual.service import NAME as JUDGING
from app.identity.people.models import Person
from app.notifications import service as notifications
from app.notifications.models import Kind
from app.notifications.rules import News

NAME = "telling"


@dataclass(frozen=True)
class Heard:
    """Entries that were read from ``before`` to ``after``, and who is to be told of which."""

    before: int
    after: int
    entries: int
    told: Sequence[News]


def follow(session: Session, limit: int) -> int:
    """Read and write in one transaction; how many entries were read."""
    found = read(session, limit)
    return write(session, found) if found else 0


def read(session: Session, limit: int, opening: Opening | None = None) -> Heard | None:
    """Whom to tell of up to ``limit`` judged entries after the last one told of; None if none.

    Nobody is told of automatic jobs, of what she did herself, or that her name came up in a
    search of the portal. Sealed entries are never seen here: they come when they are disclosed.
    Raises KeysUnavailableError, and then nothing has moved.
    """
    position, judged = session.get(Follower, NAME), session.get(Follower, JUDGING)
    before = position.position if position else 0
    if judged is None or judged.position <= before:
        return None
    stretch = (opening or Opening()).stretch(session, before, limit, until=judged.position)
    if stretch is None:
        return None
    told = [_news(person, look, kind) for person, look, kind in _to_tell(session, stretch)]
    return Heard(before, stretch.after, len(stretch.opened), told)


def write(session: Session, found: Heard) -> int:
    """Tell them, unless another worker was faster; how many entries were dealt with."""
    if not log_service.advance(session, NAME, before=found.before, after=found.after):
        return 0
    notifications.tell_each(session, found.told)
    return found.entries


def _news(person: Person, look: Look, kind: Kind) -> News:
    reference = numbering.reference(look.seq, person.employee_id)
    return News(person.id, kind, reference, look.recorded_at, {"entry": reference})


def _to_tell(session: Session, stretch: Stretch) -> Iterator[tuple[Person, Look, Kind]]:
    standing = stretch.standing
    flags = unusual.flags_of(session, [row.seq for row in stretch.opened])
    for row in stretch.opened:
        person, look = standing.subject(row), standing.looks.get(row.seq)
        if person is None or look is None or not person.active or look.accessor.kind == "service":
            continue
        if standing.is_portal_search(look) or standing.is_own(look, person):
            continue
        found = flags.get(look.seq, ())
        if Flag.AFTER_STOP not in found:  # of which she was told as what it is
            yield person, look, Kind.UNUSUAL_LOOK if found else Kind.LOOK
