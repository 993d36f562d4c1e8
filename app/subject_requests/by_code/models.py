"""Codes that open one request. The code itself is kept nowhere."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from app.core.db.base import Table, UTCDateTime, partial_index


class SubjectRequestCode(Table, table=True):
    """A code that was given out for a request, as its SHA-256; at most one of each opens it."""

    __tablename__ = "subject_request_code"
    __table_args__ = (
        UniqueConstraint("given_by", "form_key"),
        CheckConstraint("length(code_hash) = 64", name="code_hash_is_sha256"),
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended_by_somebody"),
        partial_index(
            "uq_subject_request_code_open",
            "request_id",
            unique=True,
            where="ended_at IS NULL",
        ),
    )

    request_id: UUID = Field(foreign_key="subject_request.id", index=True)
    code_hash: str = Field(unique=True, max_length=64)
    given_at: datetime = Field(sa_type=UTCDateTime)
    given_by: UUID = Field(foreign_key="person.id")
    form_key: UUID = Field(description="one per form shown: a double click gives once")
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    ended_by: UUID | None = Field(default=None, foreign_key="person.id")
