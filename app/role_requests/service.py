"""What an administrator does about roles: ask for one, review it, revoke it."""

from uuid import UUID

from sqlmodel import Session

from app.approvals import service as approvals
from app.approvals.models import Approval, Kind
from app.core.db import dialects
from app.core.errors import ForbiddenError, NotFoundError
from app.core.language import gettext as _
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.roles import queries as roles
from app.identity.roles import rules as role_rules
from app.identity.roles import service as role_service
from app.identity.roles.models import Role, RoleGrant
from app.notifications import models as told
from app.notifications import service as notifications
from app.role_requests import rules

OFFICERS_NEEDED = role_rules.SET_UP_NEEDS[Role.OFFICER]


class OwnRoleError(ForbiddenError):
    def __init__(self) -> None:
        super().__init__(_("Your own roles are for another administrator."))


class TooFewOfficersError(ForbiddenError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "There are fewer than two privacy officers. What needs two people is refused. "
                "More officers are set up from the command line."
            )
        )


class NotAnAdministratorError(ForbiddenError):
    def __init__(self) -> None:
        super().__init__(_("Only an administrator can do this."))


class CannotBeSparedError(ForbiddenError):
    def __init__(self, role: Role) -> None:
        kept = {
            Role.OFFICER: "Two privacy officers must stay, so that one can decide what another "
            "asks. Have another officer approved first.",
            Role.ADMINISTRATOR: "One administrator must stay, so that roles can be asked for. "
            "Have another administrator approved first.",
        }
        super().__init__(kept[role])


class NobodyError(NotFoundError):
    def __init__(self) -> None:
        super().__init__(_("Nobody with that employee number works here."))


def ask(
    session: Session,
    administrator: Person,
    *,
    employee_id: str,
    role: Role,
    approver_id: UUID,
    reason: str,
    form_key: UUID,
) -> Approval:
    """Ask an officer to give somebody a role.

    Raises NobodyError, OwnRoleError, TooFewOfficersError, NotAnAdministratorError, what granting
    it would raise, and what asking raises (``approvals.service.ask``).
    """
    person = people.by_employee_id(session, employee_id)
    if person is None or not person.active:
        raise NobodyError
    _check_two_people(session, administrator, person)
    role_service.check(session, person, role)
    return approvals.ask(
        session,
        administrator,
        approver_id,
        kind=Kind.ROLE_GRANT,
        about=rules.about(person.id, role),
        digest=rules.digest(person.employee_id, person.id, role),
        reason=reason,
        form_key=form_key,
        subject_id=person.id,
    )


def grant(
    session: Session, person: Person, role: Role, *, asked_by: Person, approved_by: Person
) -> RoleGrant:
    """Give the role that was approved, and tell the person.

    Raises OwnRoleError, TooFewOfficersError, NotAnAdministratorError and what granting raises.
    """
    dialects.serialise(session, "roles")
    _check_two_people(session, asked_by, person)
    if person.id == approved_by.id:
        raise OwnRoleError
    given = role_service.grant(session, person, role, granted_by=asked_by, approved_by=approved_by)
    tell(session, given)
    return given


def revoke(session: Session, administrator: Person, person: Person, role: Role) -> RoleGrant:
    """Take a role away and tell the person. An administrator does this alone.

    Raises OwnRoleError, CannotBeSparedError, NotAnAdministratorError, NotHeldError.
    """
    dialects.serialise(session, "roles")
    _check_administrator(session, administrator, person)
    held = roles.held_grant(session, person.id, role)
    acting = person.active and held is not None and held.suspended_at is None
    if acting and not role_rules.can_spare(roles.numbers(session), role):
        raise CannotBeSparedError(role)
    taken = role_service.revoke(session, person, role, revoked_by=administrator)
    tell(session, taken)
    return taken


def review(
    session: Session, administrator: Person, person: Person, held: RoleGrant, note: str
) -> None:
    """Note that the role is still needed, for a year more.

    Raises OwnRoleError, NotAnAdministratorError, ReviewedMeanwhileError.
    """
    _check_administrator(session, administrator, person)
    role_service.review(session, held, administrator, note)


def tell(session: Session, changed: RoleGrant) -> None:
    """Tell a person that she was given a role, or that it was taken away."""
    change = "granted" if changed.revoked_at is None else "revoked"
    notifications.tell(
        session,
        [changed.person_id],
        told.Kind.ROLE_CHANGED,
        about=f"role {changed.id} {change}",
        role=changed.role.value,
        change=change,
    )


def _check_two_people(session: Session, administrator: Person, person: Person) -> None:
    _check_administrator(session, administrator, person)
    if roles.numbers(session).get(Role.OFFICER, 0) < OFFICERS_NEEDED:
        raise TooFewOfficersError


def _check_administrator(session: Session, administrator: Person, person: Person) -> None:
    if administrator.id == person.id:
        raise OwnRoleError
    held = roles.roles_of(session, administrator.id)
    if not administrator.active or Role.ADMINISTRATOR not in held:
        raise NotAnAdministratorError
