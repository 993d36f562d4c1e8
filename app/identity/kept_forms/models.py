"""Typed text that must not be lost."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from app.core.db.base import Table, UTCDateTime


class KeptForm(Table, table=True):
    """What a person had typed when her session was over, sealed, for half an hour.

    Only the same identity at the provider is shown it again.
    """

    __tablename__ = "kept_form"
    __table_args__ = (Index("ix_kept_form_owner", "issuer", "subject"),)

    issuer: str
    subject: str = Field(max_length=255)
    sealed: bytes
    kept_at: datetime = Field(sa_type=UTCDateTime, index=True)
    offered_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
