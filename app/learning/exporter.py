"""Which lessons a person marked as read."""

from sqlalchemy import select
from sqlmodel import col

from app.core.language import N_
from app.identity.held.queries import rows
from app.learning.models import LessonMark

MARKS = rows(
    name="lessons-read",
    at="marked_on",
    title=N_("Lessons you marked as read"),
    why=N_("You set the mark, for yourself. Nobody is shown it, and you can take it away."),
    fields={"lesson": N_("The lesson"), "marked_on": N_("The day on which you marked it")},
    covers=["lesson_mark.person_id"],
    by=LessonMark.id,
    own=lambda viewer: select(LessonMark).where(col(LessonMark.person_id) == viewer.id),
    words=lambda one: {"lesson": one.lesson, "marked_on": one.marked_on},
)
