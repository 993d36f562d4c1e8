"""People to tell things to, as the tests of mail and updates need them."""

from uuid import UUID

from sqlmodel import Session

from app.identity.establishments.models import Establishment
from app.identity.people.models import EmailDigest, Person, Preference


def a_person(
    session: Session,
    employee_id: str = "E1001",
    *,
    digest: EmailDigest | None = None,
    zone: str | None = None,
    **fields: object,
) -> Person:
    """Somebody who works here, with an address at example.com."""
    if session.get(Establishment, "harbour") is None:
        place = {"jurisdiction": "GB-EAW", "time_zone": "Europe/London", "working_hours": {}}
        session.add(Establishment(code="harbour", name="Harbour House", **place))
    person = Person(
        employee_id=employee_id,
        name="Amara Okafor" if employee_id == "E1001" else f"Person {employee_id}",
        email=f"{employee_id.lower()}@example.com",
        unit="Field",
        role_title="Field engineer",
        establishment="harbour",
        work_setting="field",
    )
    for name, value in fields.items():
        setattr(person, name, value)
    session.add(person)
    session.flush()
    if digest or zone:
        chosen = digest or EmailDigest.WEEKLY
        session.add(Preference(person_id=person.id, email_digest=chosen, time_zone=zone))
        session.flush()
    return person


def some_people(session: Session, number: int, digest: EmailDigest) -> list[UUID]:
    """Their ids, as ``tell`` takes them."""
    return [a_person(session, f"E{2000 + n}", digest=digest).id for n in range(number)]
