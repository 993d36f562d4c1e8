"""A comment, as it was written."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field

from app.core.db.base import Table, UTCDateTime


class PracticeComment(Table, table=True):
    """Somebody's word on a practice that measures her work (PRODUCT S11). Insert-only."""

    __tablename__ = "practice_comment"
    __table_args__ = (
        UniqueConstraint("person_id", "form_key"),
        Index("ix_practice_comment_own", "person_id", "practice_id"),
    )

    person_id: UUID = Field(foreign_key="person.id")
    practice_id: str = Field(foreign_key="practice.id", max_length=60)
    version: str = Field(max_length=10, description="of the practice, as it was then")
    form_key: UUID = Field(description="one per form shown: a double click sends once")
    text: str = Field(sa_type=Text)
    written_at: datetime = Field(sa_type=UTCDateTime, index=True)
