"""What a person wrote in consultations under her name. Without it, nothing leads to her."""

from sqlalchemy import select
from sqlmodel import col

from app.core.language import N_
from app.identity.held.queries import rows
from app.register.consultations.models import Consultation, ConsultationComment

COMMENTS = rows(
    name="consultation-comments",
    at="written_on",
    title=N_("Your comments in consultations, under your name"),
    why=N_("You wrote them. What you wrote without your name cannot be traced to you."),
    fields={
        "consultation": N_("The consultation"),
        "written_on": N_("The day"),
        "text": N_("Your words"),
        "theme": N_("What an officer took it to be about, as a code"),
        "counted": N_("Whether it is your first one there, which is the one that is counted"),
    },
    covers=["consultation_comment.person_id"],
    by=ConsultationComment.id,
    own=lambda viewer: (
        select(ConsultationComment, col(Consultation.slug))
        .join(Consultation, col(Consultation.id) == col(ConsultationComment.consultation_id))
        .where(col(ConsultationComment.person_id) == viewer.id)
    ),
    words=lambda one, slug: {
        "consultation": slug,
        "written_on": one.written_on,
        "text": one.text,
        "theme": one.theme.value if one.theme else None,
        "counted": one.counted,
    },
)
