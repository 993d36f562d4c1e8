"""Noting a visit: once for each sign-in, the day alone."""

from datetime import date

from sqlmodel import Session, col, select

from app.core import clock
from app.identity.people import queries as people
from app.identity.people import service as people_service
from app.identity.people.models import Person
from app.identity.queries import zone_of
from app.identity.sessions.models import PortalSession


def note(session: Session, person: Person) -> date | None:
    """Remember today as this person's last day here; gives the day she came before, if any.

    A second sign-in on the same day knows it from the first one's session.
    """
    today = clock.today(zone_of(session, person))
    mark = people.visit_mark_of(session, person.id)
    before = None if mark is None else mark.last_day
    people_service.mark_visit(session, person.id, today)
    return _from_todays_session(session, person) if before == today else before


def _from_todays_session(session: Session, person: Person) -> date | None:
    latest = select(PortalSession).where(PortalSession.person_id == person.id)
    found = session.exec(latest.order_by(col(PortalSession.started_at).desc()).limit(1)).first()
    return found.previous_visit_on if found else None
