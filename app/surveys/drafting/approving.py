"""What a second officer sees of a survey, and what approving it does."""

from sqlmodel import Session

from app.approvals.matters import Matter
from app.approvals.models import Approval
from app.core.config import settings
from app.identity.people.models import Person
from app.surveys import queries
from app.surveys.drafting import service


def matter(session: Session, approval: Approval) -> Matter:
    """Everything that would be asked, of whom, and how it would be shown."""
    survey = queries.for_officers(session, approval.about)
    return Matter(
        title=survey.title,
        url=f"/desk/surveys/{survey.slug}",
        digest=service.digest(survey),
        template="surveys/_matter.html",
        values={
            "survey": survey,
            "questions": queries.questions(survey),
            "places": queries.place_names(session),
            "k": settings().k_small,
        },
    )


def carry_out(session: Session, approval: Approval, approver: Person) -> None:
    """Open it. Raises what ``service.open_it`` raises: then nothing is approved."""
    service.open_it(session, queries.for_officers(session, approval.about), approver)
