"""Who was told of what was decided on a person's requests."""

from sqlalchemy import select
from sqlmodel import col

from app.core.language import N_
from app.identity.held.queries import rows
from app.subject_requests.models import SubjectRequest
from app.subject_requests.outcomes.models import SubjectRequestNotice

NOTICES = rows(
    name="request-notices",
    at="at",
    title=N_("Who was told of what was decided"),
    why=N_("Whoever received your data has to learn what was corrected, deleted or restricted."),
    fields={
        "request": N_("The reference of the request"),
        "recipient": N_("Who receives your data"),
        "told_on": N_("The day on which they were told"),
        "how": N_("How they were told"),
        "why_not": N_("Why they were not told"),
        "at": N_("When it was written down"),
    },
    covers=["subject_request_notice.request_id"],
    by=SubjectRequestNotice.id,
    own=lambda viewer: (
        select(SubjectRequestNotice, col(SubjectRequest.reference))
        .join(SubjectRequest, col(SubjectRequest.id) == col(SubjectRequestNotice.request_id))
        .where(col(SubjectRequest.person_id) == viewer.id)
    ),
    words=lambda one, reference: {
        "request": reference,
        "recipient": one.recipient,
        "told_on": one.told_on,
        "how": one.how,
        "why_not": one.why_not,
        "at": one.written_at,
    },
)
