"""What a person objected to."""

from sqlalchemy import select
from sqlmodel import col

from app.consent.objections.models import Objection
from app.core.language import N_
from app.identity.held.queries import rows

OBJECTIONS = rows(
    name="objections",
    title=N_("Your objections"),
    why=N_("You made them. They are kept, so that you can prove them."),
    fields={
        "reference": N_("Its reference"),
        "practice": N_("What you object to"),
        "version": N_("The version of that practice"),
        "text": N_("Your words"),
        "filed_at": N_("When you sent it"),
    },
    covers=["objection.person_id"],
    by=Objection.id,
    own=lambda viewer: select(Objection).where(col(Objection.person_id) == viewer.id),
    words=lambda one: {
        "reference": one.reference,
        "practice": one.practice_id,
        "version": one.version,
        "text": one.text,
        "filed_at": one.filed_at,
    },
)
