"""A system that reports accesses."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from app.core.db.base import Table, UTCDateTime


class SourceSystem(Table, table=True):
    """A system that reports accesses under a name of its own.

    Only the SHA-256 of its key is kept, in hexadecimal; a revoked source has none, and
    neither has the portal itself, which needs no key to speak to itself.
    """

    __tablename__ = "source"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_name"),
        CheckConstraint("every_seconds > 0", name="every_is_positive"),
        CheckConstraint("revoked_at IS NULL OR key_hash IS NULL", name="revoked_has_no_key"),
        CheckConstraint("key_hash IS NULL OR length(key_hash) = 64", name="key_hash_is_sha256"),
    )

    name: str = Field(unique=True, max_length=64)
    system: str = Field(max_length=120, description="the system's name in events and the register")
    key_hash: str | None = Field(default=None, unique=True, max_length=64)
    key_made_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    every_seconds: int | None = Field(
        default=None, description="how often it promises to report; null: it promises nothing"
    )
    webhook_url: str | None = Field(default=None, max_length=500)
    created_at: datetime = Field(sa_type=UTCDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    heard_at: datetime | None = Field(
        default=None, sa_type=UTCDateTime, description="when a batch last came, to the minute"
    )
