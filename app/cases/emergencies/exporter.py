"""The emergency looks at a person, with their reason and their review."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.cases.emergencies.models import Act, EmergencyLook, EmergencyLookEvent
from app.core.language import N_
from app.identity.held.queries import rows

_REVIEWED = aliased(EmergencyLookEvent)


def _own(viewer: Any) -> Any:
    """Who looked and who reviewed stand under “Who looked”, as she may see them."""
    hers = select(EmergencyLook, _REVIEWED).where(col(EmergencyLook.person_id) == viewer.id)
    return hers.outerjoin(
        _REVIEWED,
        (col(_REVIEWED.look_id) == col(EmergencyLook.id)) & (col(_REVIEWED.act) == Act.REVIEWED),
    )


EMERGENCIES = rows(
    name="emergency-looks",
    at="opened_at",
    title=N_("Emergency looks at your data"),
    why=N_("An officer can look without a case in an emergency, and has to answer for it."),
    fields={
        "reference": N_("The reference it has in “Who looked”"),
        "opened_at": N_("When it was opened"),
        "ends_at": N_("Until when it could last"),
        "reason": N_("Why, in the officer’s words"),
        "reviewed_at": N_("When somebody else reviewed it"),
        "outcome": N_("What the review found, as a code"),
        "note": N_("What the review says"),
    },
    covers=["emergency_look.person_id", "emergency_look_event.look_id"],
    by=EmergencyLook.id,
    own=_own,
    words=lambda one, review: {
        "reference": one.reference,
        "opened_at": one.opened_at,
        "ends_at": one.ends_at,
        "reason": one.reason,
        "reviewed_at": review.at if review else None,
        "outcome": review.outcome.value if review else None,
        "note": review.note if review else None,
    },
)
