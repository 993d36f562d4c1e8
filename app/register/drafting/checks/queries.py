"""What is on record of the checks of a practice."""

from sqlmodel import Session

from app.core import clock
from app.register import queries as register
from app.register.assessments import queries as assessments
from app.register.assessments.models import PublishedAssessment
from app.register.assessments.schemas import PublicDocument
from app.register.consultations import queries as consultations
from app.register.drafting.checks.rules import Assessed, Followed, OnRecord
from app.register.in_force.rules import Practice, State


def on_record(session: Session, practice_id: str) -> OnRecord:
    """The newest assessment and consultation of a practice, and the version there is of it."""
    in_force = register.in_force(session, clock.now())
    practice = in_force.practice(practice_id)
    newest = next(iter(assessments.versions(session, practice_id)), None)
    return OnRecord(
        today=in_force.day,
        assessed=_assessed(session, newest) if newest else None,
        consulted=consultations.result_for(session, practice_id),
        followed=_followed(practice),
        risks=practice.risks if practice else (),
    )


def _assessed(session: Session, row: PublishedAssessment) -> Assessed:
    return Assessed(
        reference=row.reference,
        signed_on=row.signed_on,
        decision=row.decision,
        review_on=row.review_on,
        summary=PublicDocument.model_validate_json(row.document).in_short,
        at=row.published_at,
        of=assessments.assessed_words(session, row),
    )


def _followed(practice: Practice | None) -> Followed | None:
    if practice is None or practice.state is State.ENDED:
        return None
    newest = practice.versions[-1]
    return Followed(newest.document, newest.published_at)
