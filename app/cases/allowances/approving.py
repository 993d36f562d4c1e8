"""What a second officer sees of a request to look at more people, and what approving it does."""

from sqlmodel import Session

from app.approvals.matters import Matter
from app.approvals.models import Approval
from app.cases.allowances import queries, rules
from app.core import clock
from app.core.errors import ConflictError, NotFoundError
from app.core.language import gettext as _
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.roles import queries as roles
from app.identity.roles.models import Role


class NoOfficerError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("Whoever asked is no longer a privacy officer."))


def matter(session: Session, approval: Approval) -> Matter:
    """How many more people, for whom, beside how many she has looked at."""
    officer_id, more = rules.parts(approval.about)
    officer = people.by_id(session, officer_id)
    if officer is None:
        raise NotFoundError
    return Matter(
        title=_("Looks at %(number)s more people") % {"number": more},
        url="",
        digest=rules.digest(officer_id, more),
        template="cases/_more_people.html",
        values={
            "officer": officer,
            "more": more,
            "allowance": queries.allowance(session, officer_id, clock.now()),
        },
    )


def carry_out(session: Session, approval: Approval, approver: Person) -> None:  # noqa: ARG001
    """Nothing more to do: the approval itself counts, for 24 hours. Raises NoOfficerError."""
    officer = people.by_id(session, approval.requester_id)
    held = roles.roles_of(session, approval.requester_id)
    if officer is None or not officer.active or Role.OFFICER not in held:
        raise NoOfficerError
