"""The codes that were given out for a person's requests; not the codes themselves."""

from sqlalchemy import select
from sqlmodel import col

from app.core.language import N_
from app.identity.held.queries import rows
from app.subject_requests.by_code.models import SubjectRequestCode
from app.subject_requests.models import SubjectRequest

CODES = rows(
    name="request-codes",
    at="given_at",
    until="ended_at",
    title=N_("Codes that open a request of yours"),
    why=N_("With a code you can follow a request without signing in. We cannot read the code."),
    fields={
        "request": N_("The reference of the request"),
        "given_at": N_("When we gave it to you"),
        "ended_at": N_("When it was ended"),
    },
    covers=["subject_request_code.request_id"],
    by=SubjectRequestCode.id,
    own=lambda viewer: (
        select(SubjectRequestCode, col(SubjectRequest.reference))
        .join(SubjectRequest, col(SubjectRequest.id) == col(SubjectRequestCode.request_id))
        .where(col(SubjectRequest.person_id) == viewer.id)
    ),
    words=lambda one, reference: {
        "request": reference,
        "given_at": one.given_at,
        "ended_at": one.ended_at,
    },
)
