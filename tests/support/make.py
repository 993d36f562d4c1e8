"""Makers: each puts one thing in the database, with everything a test does not care about."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from sqlmodel import Session

from app.access_log.rules import Accessor, NewEvent
from app.core import clock
from app.core.db.base import new_id
from app.identity.establishments import service as establishments
from app.identity.establishments.models import Establishment
from app.identity.people.models import Person, PersonVersion
from app.identity.people.schemas import REMEMBERED
from app.identity.roles.models import Role, RoleGrant

JOINED = datetime(2020, 1, 6, 9, 0, tzinfo=UTC)
NORTHFOLD = UUID("0b5e4c1e-6f3a-7c57-9d55-3f6b0d5a7c11")
SOURCE = UUID("0b5e4c1e-6f3a-7c57-9d55-3f6b0d5a7c12")
WEEKDAYS = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "08:00-18:00")


def an_establishment(session: Session, code: str = "leith", **fields: Any) -> Establishment:
    described: dict[str, Any] = {
        "name": "Leith depot",
        "jurisdiction": "GB-SCT",
        "time_zone": "Europe/London",
        "working_hours": WEEKDAYS,
    }
    return establishments.put(session, code=code, **described | fields)


def a_person(
    session: Session, employee_id: str, name: str = "", *roles: Role, **fields: Any
) -> Person:
    """Somebody who has worked here since JOINED, with her history, and with these roles."""
    described: dict[str, Any] = {
        "name": name or f"Person {employee_id}",
        "email": f"{employee_id.lower()}@example.com",
        "unit": "Field operations",
        "role_title": "Field engineer",
        "establishment": "leith",
        "work_setting": "field",
        "devices": ["phone"],
    }
    person = Person(id=uuid5(NORTHFOLD, employee_id), employee_id=employee_id, **described | fields)
    session.add(person)
    session.flush()
    remembered = {field: getattr(person, field) for field in REMEMBERED}
    session.add(PersonVersion(person_id=person.id, valid_from=JOINED, **remembered))
    for role in roles:
        session.add(RoleGrant(person_id=person.id, role=role, granted_at=JOINED))
    session.flush()
    return person


def an_access(*subjects: str, **fields: Any) -> NewEvent:
    """One view of these employees' absences by somebody outside, a moment ago."""
    described: dict[str, Any] = {
        "source_id": SOURCE,
        "id": str(new_id()),
        "occurred_at": clock.now(),
        "accessor": Accessor(
            id=fields.pop("accessor_id", "X1"),
            kind=fields.pop("accessor_kind", "person"),
            name=fields.pop("accessor_name", None),
        ),
        "subjects": subjects,
        "action": "view",
        "system": "hr-core",
        "categories": ("absence",),
        "purpose": "return-to-work",
    }
    return NewEvent(**described | fields)
