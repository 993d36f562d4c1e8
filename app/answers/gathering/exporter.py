"""What a person's requests made us search for, and by which words (RSP-5)."""

from sqlalchemy import select
from sqlmodel import col

from app.answers.gathering.models import Gathering
from app.core.language import N_
from app.identity.held.queries import rows
from app.subject_requests.models import SubjectRequest

SEARCHES = rows(
    name="searches",
    at="asked_at",
    title=N_("What we searched for when you asked"),
    why=N_("So that you can see by which words we looked for what is held on you."),
    fields={
        "reference": N_("Your request"),
        "asked_at": N_("When the systems were asked"),
        "employee_id": N_("The employee number searched for"),
        "terms": N_("The words searched for"),
        "since": N_("From which day on"),
        "until": N_("Up to which day"),
    },
    covers=["gathering.request_id", "gathering.employee_id"],
    by=Gathering.id,
    own=lambda viewer: (
        select(Gathering, col(SubjectRequest.reference))
        .join(SubjectRequest, col(SubjectRequest.id) == col(Gathering.request_id))
        .where(col(SubjectRequest.person_id) == viewer.id)
    ),
    words=lambda one, reference: {
        "reference": reference,
        "asked_at": one.asked_at,
        "employee_id": one.employee_id,
        "terms": one.terms,
        "since": one.since,
        "until": one.until,
    },
)
