"""Telling people of what was published."""

from sqlmodel import Session

from app.core import clock
from app.identity.people import queries as people
from app.notifications import service as notifications
from app.notifications.models import Kind
from app.register import queries as register
from app.register.rules import why_it_applies


def tell_of_change(session: Session, practice: str, change: str) -> None:
    """Tell everyone to whom the practice applied before the change or applies after it, once."""
    found = register.in_force(session, clock.now()).practice(practice)
    if found is None:
        return
    scopes = [version.document.scope for version in found.versions[-2:]]
    told = [
        person.id
        for person in people.everyone_active(session)
        if any(why_it_applies(scope, person) for scope in scopes)
    ]
    about = f"{practice}@{change}"
    notifications.tell(session, told, Kind.PRACTICE_CHANGED, about=about, practice=practice)
