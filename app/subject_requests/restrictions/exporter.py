"""What of a person's data was kept out of use, and until when."""

from sqlalchemy import select
from sqlmodel import col

from app.core.language import N_
from app.identity.held.queries import rows
from app.subject_requests.models import SubjectRequest
from app.subject_requests.restrictions.models import SubjectRequestRestriction

RESTRICTIONS = rows(
    name="restrictions",
    at="at",
    practice="practice",
    title=N_("What we keep out of use for you"),
    why=N_("While something is checked, it must not be used. Every step of that is kept."),
    fields={
        "request": N_("The reference of the request"),
        "practice": N_("What it is about"),
        "step": N_("What was done, as a code"),
        "on": N_("The day on which it counts"),
        "at": N_("When it was written down"),
        "lifts_on": N_("The day from which it may be used again"),
        "text": N_("What you were told"),
    },
    covers=["subject_request_restriction.request_id"],
    by=SubjectRequestRestriction.id,
    own=lambda viewer: (
        select(SubjectRequestRestriction, col(SubjectRequest.reference))
        .join(SubjectRequest, col(SubjectRequest.id) == col(SubjectRequestRestriction.request_id))
        .where(col(SubjectRequest.person_id) == viewer.id)
    ),
    words=lambda one, reference: {
        "request": reference,
        "practice": one.practice_id,
        "step": one.step.value,
        "on": one.on,
        "at": one.at,
        "lifts_on": one.lifts_on,
        "text": one.text,
    },
)
