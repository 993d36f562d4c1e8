"""An objection, as it was made."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from app.core.db.base import Table, UTCDateTime


class Objection(Table, table=True):
    """A person objects to a practice (GDPR Art 21). Insert-only."""

    __tablename__ = "objection"
    __table_args__ = (UniqueConstraint("person_id", "form_key"),)

    reference: str = Field(unique=True, max_length=20)
    person_id: UUID = Field(foreign_key="person.id")
    practice_id: str = Field(foreign_key="practice.id", max_length=60)
    version: str = Field(max_length=10, description="of the practice, as it was then")
    form_key: UUID = Field(description="one per form shown: a double click files once")
    text: str = Field(sa_type=Text, description="in the person's own words; may be empty")
    filed_at: datetime = Field(sa_type=UTCDateTime, index=True)
