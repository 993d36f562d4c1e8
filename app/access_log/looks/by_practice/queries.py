"""Who looked at one practice's data about the viewer, lately and in a year."""

from datetime import timedelta

from sqlmodel import Session

from app.access_log import queries as log
from app.access_log.looks import queries, silences, walking
from app.access_log.looks.away import reads_the_log
from app.access_log.looks.views import Row
from app.core import clock
from app.identity.viewer import Viewer
from app.register.in_force.rules import Practice

PRACTICE_DAYS = 30
YEAR_DAYS = 365


@reads_the_log
def looks_at(session: Session, viewer: Viewer, practice: Practice) -> list[Row]:
    """Who looked at this practice's data about the viewer in the last 30 days."""
    since = clock.now() - timedelta(days=PRACTICE_DAYS)
    codes = {category.id for category in practice.document.categories}
    teller = queries.teller_for(session, viewer.person, viewer.zone)
    rows = [
        row
        for row in map(teller.row, walking.since(session, viewer, since))
        if row.at >= since and codes & set(row.look.categories) and not row.who.automatic
    ]
    return sorted(rows, key=lambda row: (row.at, row.look.seq), reverse=True)


@reads_the_log
def how_many_looked_at(session: Session, viewer: Viewer, practice: Practice) -> int:
    """How many different people looked at this practice's data about the viewer in a year.

    Jobs and the viewer herself are not counted. Raises KeysUnavailableError, LogUnreadableError.
    """
    since = clock.now() - timedelta(days=YEAR_DAYS)
    codes = {category.id for category in practice.document.categories}
    return len(
        {
            (look.accessor.organisation, look.accessor.id)
            for look in log.entries_about(session, viewer.person, limit=queries.MOST)
            if look.state == "shown"
            and look.occurred_at >= since
            and codes & set(look.categories)
            and look.accessor.kind != "service"
            and look.accessor.id != viewer.employee_id
        }
    )


@reads_the_log
def missing_of(session: Session, viewer: Viewer, practice: Practice) -> list[str]:
    """What the practice's system has not reported, in the viewer's words. LogUnreadableError."""
    of_all = queries.covering(session, viewer)
    its = [each for each in of_all if each.system == practice.document.system]
    return silences.missing(its, queries.teller_for(session, viewer.person, viewer.zone))
