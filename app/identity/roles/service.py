"""What can be done about roles: grant, set the portal up with them, review, suspend, revoke."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col

from app.core import clock
from app.core.db import dialects
from app.core.errors import ConflictError, ForbiddenError, RejectedError
from app.core.language import gettext as _
from app.identity.people.models import Person
from app.identity.roles import queries, rules
from app.identity.roles.models import Role, RoleGrant, RoleReview


class HeldAlreadyError(ConflictError):
    def __init__(self, person: Person, role: Role) -> None:
        super().__init__(
            _("%(employee_id)s holds the role %(value)s already.")
            % {"employee_id": person.employee_id, "value": role.value}
        )


class NotHeldError(ConflictError):
    def __init__(self, person: Person, role: Role) -> None:
        super().__init__(
            _("%(employee_id)s does not hold the role %(value)s.")
            % {"employee_id": person.employee_id, "value": role.value}
        )


class KeptApartError(RejectedError):
    def __init__(self, person: Person, held: Role, wanted: Role) -> None:
        super().__init__(
            _("%(person)s holds the role %(held)s: nobody is both %(held)s and %(wanted)s.")
            % {"person": person.employee_id, "held": held.value, "wanted": wanted.value}
        )


class HasLeftError(RejectedError):
    def __init__(self, person: Person) -> None:
        super().__init__(
            _("%(employee_id)s no longer works here and can hold no role.")
            % {"employee_id": person.employee_id}
        )


class ReviewedMeanwhileError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("This role was reviewed or revoked just now. Nothing was changed."))


class SetUpIsOverError(ForbiddenError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Two officers and an administrator exist: further roles are asked for by an "
                "administrator and approved by an officer in the portal."
            )
        )


def grant(
    session: Session,
    person: Person,
    role: Role,
    *,
    granted_by: Person | None = None,
    approved_by: Person | None = None,
) -> RoleGrant:
    """Give a person a role. ``granted_by`` None: an act of the command line.

    Raises HasLeftError, HeldAlreadyError, KeptApartError.
    """
    dialects.serialise(session, "roles")
    check(session, person, role)
    granted = RoleGrant(
        person_id=person.id,
        role=role,
        granted_at=clock.now(),
        granted_by=granted_by.id if granted_by else None,
        approved_by=approved_by.id if approved_by else None,
    )
    session.add(granted)
    session.flush()
    return granted


def check(session: Session, person: Person, role: Role) -> None:
    """Raise what granting this would raise."""
    if not person.active:
        raise HasLeftError(person)
    held = queries.held_by(session, person.id)
    if role in held:
        raise HeldAlreadyError(person, role)
    if forbidding := rules.in_the_way(held, role):
        raise KeptApartError(person, forbidding, role)


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


def review(session: Session, held: RoleGrant, reviewed_by: Person, note: str) -> None:
    """Note that somebody looked, and the role is still needed: a year more.

    Raises ReviewedMeanwhileError if it was reviewed or revoked since it was read.
    """
    now, seen = clock.now(), col(RoleGrant.reviewed_at).is_not_distinct_from(held.reviewed_at)
    unchanged = col(RoleGrant.id) == held.id, col(RoleGrant.revoked_at).is_(None), seen
    reviewed = session.exec(update(RoleGrant).where(*unchanged).values(reviewed_at=now))
    if reviewed.rowcount != 1:
        raise ReviewedMeanwhileError
    session.add(
        RoleReview(grant_id=held.id, reviewed_by=reviewed_by.id, reviewed_at=now, note=note)
    )
    session.flush()
    session.refresh(held)


def suspend(session: Session, person_id: UUID, role: Role) -> RoleGrant | None:
    """Leave a role without effect for a time, from her next request on.

    None where there is nothing to suspend: it is not held, or is suspended already.
    """
    return _suspended(session, person_id, role, to=clock.now())


def reinstate(session: Session, person_id: UUID, role: Role) -> RoleGrant | None:
    """Give a suspended role its effect again; None where it is not held, or not suspended."""
    return _suspended(session, person_id, role, to=None)


def _suspended(
    session: Session, person_id: UUID, role: Role, *, to: datetime | None
) -> RoleGrant | None:
    dialects.serialise(session, "roles")
    held = queries.held_grant(session, person_id, role)
    if held is None or (held.suspended_at is None) == (to is None):
        return None
    held.suspended_at = to
    session.add(held)
    session.flush()
    return held


def revoke_all_of(session: Session, person: Person) -> None:
    """Take every role away from somebody who has left; they do not come back with her."""
    for role in sorted(queries.held_by(session, person.id)):
        revoke(session, person, role)
