"""Who marked which lesson as read, for herself alone; and what is published of all together."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from app.core.db.base import Table


class LessonMark(Table, table=True):
    """A person's own mark that she has read a lesson. She sets it, and can take it away."""

    __tablename__ = "lesson_mark"
    __table_args__ = (
        UniqueConstraint("person_id", "lesson"),
        Index("ix_lesson_mark_marked_on", "marked_on"),
    )

    person_id: UUID = Field(foreign_key="person.id")
    lesson: str = Field(max_length=60)
    marked_on: date


class LessonReach(Table, table=True):
    """How many in a hundred had marked a lesson at a month's end, as a step. Insert-only.

    Without a lesson: any of them. The number itself is never kept; no step: not to be shown.
    """

    __tablename__ = "lesson_reach"
    __table_args__ = (
        UniqueConstraint("month", "lesson"),
        CheckConstraint("(low IS NULL) = (high IS NULL)", name="step_is_whole"),
        CheckConstraint("low IS NULL OR (0 < low AND low < high AND high < 100)", name="is_step"),
    )

    month: date = Field(description="its first day")
    lesson: str = Field(max_length=60, description="empty: at least one")
    low: int | None = None
    high: int | None = None
