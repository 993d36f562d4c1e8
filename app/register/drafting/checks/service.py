"""What becomes of the checks of a proposal that is given up: they end with it.

What stands is what is about words that were published: a review may be on its way meanwhile.
What was published of them already stays to read, and counts for nothing else.
"""

from sqlmodel import Session

from app.identity.people.models import Person
from app.register.assessments import queries as assessments
from app.register.assessments import service as assessing
from app.register.consultations import queries as consultations
from app.register.consultations import service as consulting
from app.register.drafting.wording import queries as wording
from app.register.models import RegisterDraft


def drop(session: Session, draft: RegisterDraft, *, by: Person) -> None:
    """End the assessment and the consultation of a draft's words that are on their way."""
    published = wording.published_words(session, draft.about)
    assessment = assessments.open_about(session, draft.about)
    if assessment is not None:
        of = assessment.practice_digest
        if of not in published if of else assessment.asked_at >= draft.made_at:
            assessing.drop(session, assessment, by)
    consultation = consultations.undecided_about(session, draft.about)
    if consultation is not None:
        of = consultation.practice_digest
        if of not in published if of else consultation.made_at >= draft.made_at:
            consulting.drop(session, consultation)
