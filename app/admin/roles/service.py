"""Asking for a role, with each refusal at the field that it is about."""

from dataclasses import dataclass

from sqlmodel import Session

from app.admin.roles.forms import NewRole
from app.approvals import service as approvals
from app.approvals.models import Approval
from app.core.errors import PortalError
from app.identity.people.models import Person
from app.identity.roles import service as roles
from app.role_requests import service

_FIELD: dict[type[PortalError], str] = {
    service.NobodyError: "employee",
    service.OwnRoleError: "employee",
    roles.HasLeftError: "employee",
    roles.HeldAlreadyError: "role",
    roles.KeptApartError: "role",
    approvals.AskedAlreadyError: "role",
    approvals.NotAnApproverError: "approver",
    approvals.NoSecondPersonError: "approver",
}


@dataclass(frozen=True)
class Refused:
    """Nothing was asked: which field is in the way, and why."""

    errors: dict[str, str]


def ask(session: Session, administrator: Person, form: NewRole) -> Approval | Refused:
    """The request that was made, or what to mend. Raises what no field could mend."""
    try:
        return service.ask(
            session,
            administrator,
            employee_id=form.employee,
            role=form.role,
            approver_id=form.approver,
            reason=form.reason,
            form_key=form.form_key,
        )
    except tuple(_FIELD) as refused:
        return Refused({_FIELD[type(refused)]: refused.message})
