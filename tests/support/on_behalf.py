"""Requests that a representative makes for somebody."""

from sqlmodel import Session

from app.core import clock
from app.core.db.base import new_id
from app.identity.people.models import Person
from app.subject_requests.models import Kind, SubjectRequest
from app.subject_requests.on_behalf import service

AUTHORITY = "A signed letter, which I can show."


def for_somebody(session: Session, representative: Person, person: Person) -> SubjectRequest:
    """A request for a copy, made today."""
    return service.file(
        session,
        representative,
        employee_id=person.employee_id,
        name=person.name,
        kind=Kind.ACCESS,
        details="A canary of hers.",
        authority=AUTHORITY,
        authority_on=clock.now().date(),
        form_key=new_id(),
    )
