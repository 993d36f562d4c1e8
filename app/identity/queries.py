"""Who is looking, put together from the sub-rooms."""

from sqlmodel import Session, col, select

from app.identity.establishments import rules as places
from app.identity.establishments.models import Establishment
from app.identity.people.models import Person, Preference
from app.identity.roles import queries as roles
from app.identity.roles.models import Role
from app.identity.sessions.models import PortalSession
from app.identity.viewer import Viewer


def viewer_of(session: Session, signed_in: PortalSession) -> Viewer | None:
    """The person behind a living session, or None once she no longer works here."""
    found = session.exec(
        select(Person, Preference, col(Establishment.time_zone))
        .join(Preference, col(Preference.person_id) == col(Person.id), isouter=True)
        .join(Establishment, col(Establishment.code) == col(Person.establishment), isouter=True)
        .where(Person.id == signed_in.person_id, col(Person.active).is_(True))
    ).one_or_none()
    if found is None:
        return None
    person, chosen, zone = found
    preference = chosen or Preference(person_id=person.id)
    return Viewer(
        person=person,
        roles=_roles(session, signed_in),
        signed_in=signed_in,
        preference=preference,
        zone=preference.time_zone or zone or places.DEFAULT_ZONE,
    )


def zone_of(session: Session, person: Person) -> str:
    """The time zone in which to tell a person of moments, when she is not the one looking."""
    chosen = session.get(Preference, person.id)
    place = session.get(Establishment, person.establishment)
    return (
        (chosen.time_zone if chosen else None)
        or (place.time_zone if place else None)
        or places.DEFAULT_ZONE
    )


def _roles(session: Session, signed_in: PortalSession) -> frozenset[Role]:
    granted = roles.roles_of(session, signed_in.person_id)
    if signed_in.claimed_roles is None:
        return granted
    return granted & frozenset(signed_in.claimed_roles)  # a claim only takes away
