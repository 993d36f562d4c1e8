"""A stop for one system: by when, and what became of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from app.core.db.base import Table, UTCDateTime, partial_index


class ConsentStop(Table, table=True):
    """One source is to stop what rested on a yes that ended with one event.

    ``next_at`` is when a webhook is to be called (next); null where the source asks by itself,
    or was called in vain for so long that we gave up. ``overtaken_at``: the person said yes
    again before it was confirmed.
    """

    __tablename__ = "consent_stop"
    __table_args__ = (
        UniqueConstraint("event_id", "source_id"),
        CheckConstraint("confirmed_at IS NULL OR overtaken_at IS NULL", name="one_end"),
        Index("ix_consent_stop_record_source", "record_id", "source_id"),
        partial_index(
            "ix_consent_stop_next",
            "next_at",
            where="next_at IS NOT NULL",
        ),
    )

    event_id: UUID = Field(foreign_key="consent_event.id")
    record_id: UUID = Field(foreign_key="consent_record.id")
    source_id: UUID = Field(foreign_key="source.id", index=True)
    begun_at: datetime = Field(sa_type=UTCDateTime)
    due_at: datetime = Field(sa_type=UTCDateTime, description="by when we promised it")
    next_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    leased_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    attempts: int = 0
    last_error: str | None = Field(default=None, max_length=40, description="a kind, no address")
    failed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    confirmed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    overtaken_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
