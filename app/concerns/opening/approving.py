"""What a second officer sees of a request to open a name, and what approving it does."""

from sqlmodel import Session

from app.approvals.matters import Matter
from app.approvals.models import Approval
from app.concerns import queries
from app.concerns.opening import rules, service
from app.core.errors import NotFoundError
from app.core.language import gettext as _
from app.identity.people import queries as people
from app.identity.people.models import Person


def matter(session: Session, approval: Approval) -> Matter:
    """Which concern, to whom and why; never who raised it or what it says."""
    concern = queries.by_reference(session, approval.about)
    if concern is None:
        raise NotFoundError
    told = queries.story(session, concern)
    officer = people.by_id(session, approval.requester_id)
    given = told.standing.given_at if told.standing.owner_id == approval.requester_id else 0
    return Matter(
        title=_("Who raised %(reference)s") % {"reference": concern.reference},
        url=f"/desk/concerns/{concern.reference}",
        digest=rules.digest(concern.reference, approval.requester_id, given, approval.reason),
        template="concerns/_matter.html",
        values={"reference": concern.reference, "officer": officer, "reason": approval.reason},
    )


def carry_out(session: Session, approval: Approval, approver: Person) -> None:
    """Open it. Whatever is in the way is raised, and then nothing was approved."""
    service.open_name(session, approval, approver)
