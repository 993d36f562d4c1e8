"""Who is looking, put together from the sub-rooms."""

from sqlalchemy import and_, bindparam
from sqlmodel import Session, col, select

from app.identity.establishments import rules as places
from app.identity.establishments.models import Establishment
from app.identity.people.models import Person, Preference
from app.identity.roles.models import Role, RoleGrant
from app.identity.sessions.models import PortalSession
from app.identity.viewer import Viewer

# Asked by every page: one statement, put together once. A row for each role she holds, or one.
_VIEWER = (
    select(Person, Preference, Establishment, col(RoleGrant.role))
    .join(Preference, col(Preference.person_id) == col(Person.id), isouter=True)
    .join(Establishment, col(Establishment.code) == col(Person.establishment), isouter=True)
    .join(
        RoleGrant,
        and_(
            col(RoleGrant.person_id) == col(Person.id),
            col(RoleGrant.revoked_at).is_(None),
            col(RoleGrant.suspended_at).is_(None),
        ),
        isouter=True,
    )
    .where(Person.id == bindparam("person"), col(Person.active).is_(True))
)


def viewer_of(session: Session, signed_in: PortalSession) -> Viewer | None:
    """The person behind a living session, or None once she no longer works here."""
    found = session.exec(_VIEWER, params={"person": signed_in.person_id}).all()
    if not found:
        return None
    person, chosen, place, _role = found[0]
    granted = frozenset(role for *_who, role in found if role is not None)
    preference = chosen or Preference(person_id=person.id)
    return Viewer(
        person=person,
        roles=_confirmed(granted, signed_in),
        signed_in=signed_in,
        preference=preference,
        place=place,
        zone=preference.time_zone or (place.time_zone if place else places.DEFAULT_ZONE),
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


def _confirmed(granted: frozenset[Role], signed_in: PortalSession) -> frozenset[Role]:
    if signed_in.claimed_roles is None:
        return granted
    return granted & frozenset(signed_in.claimed_roles)  # a claim only takes away
