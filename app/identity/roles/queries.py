"""Who holds which role."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.identity.people.models import Person
from app.identity.roles.models import Role, RoleGrant, RoleReview

_HELD = col(RoleGrant.revoked_at).is_(None)
_IN_FORCE = _HELD & col(RoleGrant.suspended_at).is_(None)


def roles_of(session: Session, person_id: UUID) -> frozenset[Role]:
    """What a person may act as: the roles granted to her, not revoked and not suspended."""
    acting = select(col(RoleGrant.role)).where(RoleGrant.person_id == person_id, _IN_FORCE)
    return frozenset(session.exec(acting))


def held_by(session: Session, person_id: UUID) -> frozenset[Role]:
    """The roles granted to a person and not revoked, suspended ones too."""
    held = select(col(RoleGrant.role)).where(RoleGrant.person_id == person_id, _HELD)
    return frozenset(session.exec(held))


def held_grant(session: Session, person_id: UUID, role: Role) -> RoleGrant | None:
    """The grant by which a person holds a role now, suspended or not."""
    held = select(RoleGrant).where(RoleGrant.person_id == person_id, RoleGrant.role == role, _HELD)
    return session.exec(held).one_or_none()


def holders(session: Session, role: Role) -> Sequence[Person]:
    """Those who may act in a role and work here, by name."""
    people = (
        select(Person)
        .join(RoleGrant, col(RoleGrant.person_id) == col(Person.id))
        .where(RoleGrant.role == role, _IN_FORCE, col(Person.active).is_(True))
    )
    return session.exec(people.order_by(col(Person.name))).all()


def numbers(session: Session) -> dict[Role, int]:
    """How many who work here may act in each role."""
    counted = session.exec(
        select(col(RoleGrant.role), func.count())
        .join(Person, col(Person.id) == col(RoleGrant.person_id))
        .where(_IN_FORCE, col(Person.active).is_(True))
        .group_by(col(RoleGrant.role))
    )
    return dict(counted.all())


def held_grants(session: Session) -> Sequence[tuple[RoleGrant, Person]]:
    """Every grant that is held with its person, by role and name; suspended ones too."""
    return session.exec(
        select(RoleGrant, Person)
        .join(Person, col(Person.id) == col(RoleGrant.person_id))
        .where(_HELD)
        .order_by(col(RoleGrant.role), col(Person.name))
    ).all()


def last_notes(session: Session) -> dict[UUID, str]:
    """What was noted at the last review of each grant in force that has had one."""
    reviews = (
        select(RoleReview.grant_id, RoleReview.note)
        .join(RoleGrant, col(RoleGrant.id) == col(RoleReview.grant_id))
        .where(_HELD)
    )
    return dict(session.exec(reviews.order_by(col(RoleReview.reviewed_at))).all())


def people_of_grants(session: Session, ids: Collection[UUID]) -> dict[UUID, Person]:
    """Whose roles these grants are, by the grant's row id; revoked ones too."""
    granted = select(RoleGrant.id, Person).join(Person, col(Person.id) == col(RoleGrant.person_id))
    return dict(session.exec(granted.where(col(RoleGrant.id).in_(ids))).all())
