"""What was searched by hand for a person's requests (RSP-5)."""

from sqlalchemy import select
from sqlmodel import col

from app.answers.by_hand.models import HandSearch
from app.core.language import N_
from app.identity.held.queries import rows
from app.subject_requests.models import SubjectRequest

SEARCHES = rows(
    name="searches-by-hand",
    title=N_("What somebody searched by hand when you asked"),
    why=N_("So that you can see where we looked, and by which words."),
    fields={
        "reference": N_("Your request"),
        "title": N_("Where"),
        "searched": N_("What was searched, and how"),
        "terms": N_("The words searched for"),
        "since": N_("From which day on"),
        "until": N_("Up to which day"),
        "searched_on": N_("When"),
    },
    covers=["hand_search.request_id"],
    by=HandSearch.id,
    own=lambda viewer: (
        select(HandSearch, col(SubjectRequest.reference))
        .join(SubjectRequest, col(SubjectRequest.id) == col(HandSearch.request_id))
        .where(col(SubjectRequest.person_id) == viewer.id)
    ),
    words=lambda one, reference: {
        "reference": reference,
        "title": one.title,
        "searched": one.searched,
        "terms": one.terms,
        "since": one.since,
        "until": one.until,
        "searched_on": one.searched_on,
    },
)
