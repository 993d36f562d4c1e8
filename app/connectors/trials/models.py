"""What came of trying a source."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Text
from sqlmodel import Field

from app.core.db.base import Table, UTCDateTime


class ConnectorTrial(Table, table=True):
    """One trial of one version. Insert-only. ``problem`` is empty if all was well."""

    __tablename__ = "connector_trial"
    __table_args__ = (Index("ix_connector_trial_version", "version_id", "id"),)

    version_id: UUID = Field(foreign_key="connector_version.id")
    tried_by: UUID | None = Field(
        default=None, foreign_key="person.id", description="null: the command line"
    )
    tried_at: datetime = Field(sa_type=UTCDateTime)
    problem: str = Field(default="", sa_type=Text)
    again: bool = Field(default=True, description="whether it may pass by itself")
