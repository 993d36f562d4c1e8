"""That she had her own records looked up in another system, and by which words."""

from sqlalchemy import select
from sqlmodel import col

from app.core.language import N_
from app.identity.held.queries import rows
from app.my_data.elsewhere.models import OwnSearch

SEARCHES = rows(
    name="own-searches",
    at="asked_at",
    title=N_("What you looked up about yourself in other systems"),
    why=N_("So that a system is not asked twice at once, and what came can be shown to you."),
    fields={
        "asked_at": N_("When you asked for it"),
        "system": N_("The system"),
        "employee_id": N_("The employee number searched for"),
        "terms": N_("The words searched for"),
        "ended_at": N_("When it had answered, or was given up"),
        "records": N_("How many records came"),
    },
    covers=["own_search.person_id", "own_search.employee_id"],
    by=OwnSearch.id,
    own=lambda viewer: select(OwnSearch).where(col(OwnSearch.person_id) == viewer.id),
    words=lambda one: {
        "asked_at": one.asked_at,
        "system": one.title,
        "employee_id": one.employee_id,
        "terms": one.terms,
        "ended_at": one.ended_at,
        "records": one.records,
    },
)
