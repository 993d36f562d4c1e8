"""What can be done about roles: grant them, set the portal up with them, revoke them."""

from sqlmodel import Session

from app.core import clock
from app.core.db import dialects
from app.core.errors import ConflictError, ForbiddenError, RejectedError
from app.identity.people.models import Person
from app.identity.roles import queries, rules
from app.identity.roles.models import Role, RoleGrant


class HeldAlreadyError(ConflictError):
    def __init__(self, person: Person, role: Role) -> None:
        super().__init__(f"{person.employee_id} holds the role {role.value} already.")


class NotHeldError(ConflictError):
    def __init__(self, person: Person, role: Role) -> None:
        super().__init__(f"{person.employee_id} does not hold the role {role.value}.")


class KeptApartError(RejectedError):
    def __init__(self, person: Person, held: Role, wanted: Role) -> None:
        super().__init__(
            f"{person.employee_id} holds the role {held.value}: "
            f"nobody is both {held.value} and {wanted.value}."
        )


class HasLeftError(RejectedError):
    def __init__(self, person: Person) -> None:
        super().__init__(f"{person.employee_id} no longer works here and can hold no role.")


class SetUpIsOverError(ForbiddenError):
    def __init__(self) -> None:
        super().__init__(
            "Two officers and an administrator exist: further roles are asked for by an "
            "administrator and approved by an officer in the portal."
        )


def grant(
    session: Session, person: Person, role: Role, *, granted_by: Person | None = None
) -> RoleGrant:
    """Give a person a role. ``granted_by`` None: an act of the command line."""
    dialects.serialise(session, "roles")
    if not person.active:
        raise HasLeftError(person)
    held = queries.roles_of(session, person.id)
    if role in held:
        raise HeldAlreadyError(person, role)
    if forbidding := rules.in_the_way(held, role):
        raise KeptApartError(person, forbidding, role)
    granted = RoleGrant(
        person_id=person.id,
        role=role,
        granted_at=clock.now(),
        granted_by=granted_by.id if granted_by else None,
    )
    session.add(granted)
    session.flush()
    return granted


def set_up(session: Session, person: Person, role: Role) -> RoleGrant:
    """Grant from the command line: only while officers or administrators are too few."""
    dialects.serialise(session, "roles")
    if rules.is_set_up(queries.numbers(session)):
        raise SetUpIsOverError
    return grant(session, person, role)


def revoke(
    session: Session, person: Person, role: Role, *, revoked_by: Person | None = None
) -> RoleGrant:
    """Take a role away; the person's next request is without it."""
    dialects.serialise(session, "roles")
    held = queries.held_grant(session, person.id, role)
    if held is None:
        raise NotHeldError(person, role)
    held.revoked_at = clock.now()
    held.revoked_by = revoked_by.id if revoked_by else None
    session.add(held)
    session.flush()
    return held


def revoke_all_of(session: Session, person: Person) -> None:
    """Take every role away from somebody who has left; they do not come back with her."""
    for role in sorted(queries.roles_of(session, person.id)):
        revoke(session, person, role)
