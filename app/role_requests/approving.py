"""What a second person sees of a request for a role, and what happens once she approves it."""

from sqlmodel import Session

from app.approvals.matters import Matter
from app.approvals.models import Approval
from app.core.errors import NotFoundError
from app.core.language import gettext as _
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.roles import queries as roles
from app.identity.roles.models import Role
from app.role_requests import rules, service
from app.role_requests.queries import Wanted


def matter(session: Session, approval: Approval) -> Matter:
    """Who is to be given what. The digest is of exactly that."""
    person, role = _wanted(session, approval)
    held = roles.held_by(session, person.id)
    return Matter(
        title=_("%(name)s as %(role)s") % {"name": person.name, "role": _noun(role)},
        url="",
        digest=rules.digest(person.employee_id, person.id, role),
        template="role_requests/_matter.html",
        values={"person": person, "role": role, "held": sorted(held)},
    )


def carry_out(session: Session, approval: Approval, approver: Person) -> None:
    """Give the role. Whatever is in the way is raised, and then nothing was approved."""
    person, role = _wanted(session, approval)
    requester = people.by_id(session, approval.requester_id)
    assert requester is not None
    service.grant(session, person, role, asked_by=requester, approved_by=approver)


def _wanted(session: Session, approval: Approval) -> Wanted:
    person_id, role = rules.parts(approval.about)
    person = people.by_id(session, person_id)
    if person is None:
        raise NotFoundError
    return Wanted(person, role)


def _noun(role: Role) -> str:
    return {
        Role.OFFICER: _("privacy officer"),
        Role.REPRESENTATIVE: _("employee representative"),
        Role.AUDITOR: _("auditor"),
        Role.ADMINISTRATOR: _("administrator"),
        Role.AUTHORISER: _("authoriser"),
    }[role]
