"""What was said of changed risks. The database refuses UPDATE and DELETE (migration 0041)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field

from app.core.db.base import Table, UTCDateTime


class RiskChange(Table, table=True):
    """That the risk of a practice changed, and why. Insert-only: a reviewed version answers it."""

    __tablename__ = "risk_change"
    __table_args__ = (
        UniqueConstraint("recorded_by", "form_key"),
        CheckConstraint("reason <> ''", name="has_reason"),
    )

    practice_id: str = Field(foreign_key="practice.id", max_length=60, index=True)
    version: str = Field(max_length=10, description="the label of the version then in force")
    reason: str = Field(sa_type=Text)
    recorded_by: UUID = Field(foreign_key="person.id")
    recorded_at: datetime = Field(sa_type=UTCDateTime)
    form_key: UUID = Field(description="one per form shown: a double click records once")
