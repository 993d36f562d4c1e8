"""What a person wrote about how her work is measured."""

from sqlalchemy import select
from sqlmodel import col

from app.core.language import N_
from app.identity.held.queries import rows
from app.register.comments.models import PracticeComment

COMMENTS = rows(
    name="comments",
    at="written_at",
    practice="practice",
    title=N_("Your comments on what is measured"),
    why=N_("You wrote them. Privacy officers read them; your manager cannot."),
    fields={
        "practice": N_("What it is about"),
        "version": N_("The version of that practice"),
        "text": N_("Your words"),
        "written_at": N_("When you wrote it"),
    },
    covers=["practice_comment.person_id"],
    by=PracticeComment.id,
    own=lambda viewer: select(PracticeComment).where(col(PracticeComment.person_id) == viewer.id),
    words=lambda one: {
        "practice": one.practice_id,
        "version": one.version,
        "text": one.text,
        "written_at": one.written_at,
    },
)
