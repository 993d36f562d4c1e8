"""What a second officer is shown of a choice, and what her approval lets happen."""

from sqlmodel import Session

from app.approvals.matters import Matter
from app.approvals.models import Approval
from app.consent.notices import rules as notices
from app.core import clock
from app.core.errors import NotFoundError
from app.identity.people.models import Person
from app.register import queries as register


def matter(session: Session, approval: Approval) -> Matter:
    """The words of the choice as they stand now, in every language."""
    practice = register.in_force(session, clock.now()).practice(approval.about)
    if practice is None or practice.document.choice is None:
        raise NotFoundError
    document = practice.document
    return Matter(
        title=document.title,
        url=f"/collected/{practice.id}",
        digest=notices.digest(document) or "",
        template="consent/_matter.html",
        values={"notices": notices.in_every_language(document)},
    )


def carry_out(_session: Session, _approval: Approval, _approver: Person) -> None:
    """Nothing more: whoever asks looks for the approval of these words (``queries.offered``)."""
