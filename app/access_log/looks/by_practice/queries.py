"""Who looked at one practice's data about the viewer, lately and in a year."""

from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from app.access_log import queries as log
from app.access_log.looks import queries, silences, walking
from app.access_log.looks.away import reads_the_log
from app.access_log.looks.forms import AT_A_TIME
from app.access_log.looks.months import Month
from app.access_log.looks.views import Row
from app.access_log.queries import Look
from app.core import clock
from app.identity.viewer import Viewer
from app.register.in_force.rules import Practice

PRACTICE_DAYS = 30
YEAR_DAYS = 365


@dataclass(frozen=True)
class Lately:
    """The newest looks at a practice's data in 30 days, and how many there are beside them.

    ``closed``: an entry that may be one of them does not open, or was deleted.
    """

    rows: Sequence[Row]
    more: int
    closed: bool


@dataclass(frozen=True)
class Lookers:
    """How many different people looked; ``at_least`` where not all entries could be asked."""

    people: int
    at_least: bool


@reads_the_log
def looks_at(session: Session, viewer: Viewer, practice: Practice) -> Lately:
    """Who looked at this practice's data about the viewer in the last 30 days."""
    since = clock.now() - timedelta(days=PRACTICE_DAYS)
    codes = {category.id for category in practice.document.categories}
    teller = queries.teller_for(session, viewer.person, viewer.zone)
    newest, total, closed = list[Row](), 0, False
    for row in map(teller.row, walking.since(session, viewer, since)):
        if row.look.state != "shown":
            closed = True
            continue
        if row.at < since or row.who.automatic or not codes & set(row.look.categories):
            continue
        total += 1
        insort(newest, row, key=lambda other: (other.at, other.look.seq))
        del newest[:-AT_A_TIME]
    return Lately(newest[::-1], total - len(newest), closed)


@reads_the_log
def how_many_looked_at(session: Session, viewer: Viewer, practice: Practice) -> Lookers:
    """How many different people looked at this practice's data about the viewer in a year.

    Jobs and the viewer herself are not counted. So many of the newest entries are gone through
    as for the longest page. Raises KeysUnavailableError, LogUnreadableError.
    """
    since = clock.now() - timedelta(days=YEAR_DAYS)
    month = Month.of(since).first  # of what does not open no more is known
    codes = {category.id for category in practice.document.categories}
    people, untold, opened, after = set[tuple[str | None, str]](), False, 0, None
    while opened < queries.MOST:
        found = log.entries_about(session, viewer.person, after=after, limit=walking.AT_ONCE)
        for look in found:
            if look.state != "shown":
                untold = untold or look.occurred_at.date() >= month
            elif look.occurred_at < since:
                continue
            elif codes & set(look.categories) and _is_another_person(look, viewer):
                people.add((look.accessor.organisation, look.accessor.id))
        if len(found) < walking.AT_ONCE or walking.is_before(found[-1], since):
            return Lookers(len(people), untold)
        opened, after = opened + len(found), log.place(found[-1])
    return Lookers(len(people), at_least=True)


def _is_another_person(look: Look, viewer: Viewer) -> bool:
    return look.accessor.kind != "service" and look.accessor.id != viewer.employee_id


@reads_the_log
def missing_of(session: Session, viewer: Viewer, practice: Practice) -> list[str]:
    """What the practice's system has not reported, in the viewer's words. LogUnreadableError."""
    of_all = queries.covering(session, viewer)
    its = [each for each in of_all if each.system == practice.document.system]
    return silences.missing(its, queries.teller_for(session, viewer.person, viewer.zone))
