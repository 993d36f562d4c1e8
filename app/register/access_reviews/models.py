"""Access reviews and their decisions. What was decided is never changed or taken away.

The database itself refuses UPDATE and DELETE (migration 0013).
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field

from app.core.db.base import EnumText, Table, UTCDateTime


class Verdict(StrEnum):
    """Whether a reader still needs to look."""

    KEEP = "keep"
    NARROW = "narrow"
    REMOVE = "remove"


class AccessReview(Table, table=True):
    """One check of one practice's readers, as a version of it names them. Insert-only."""

    __tablename__ = "access_review"
    __table_args__ = (
        UniqueConstraint("reviewed_by", "form_key"),
        CheckConstraint("length(digest) = 64", name="digest_is_sha256"),
    )

    practice_id: str = Field(foreign_key="practice.id", max_length=60, index=True)
    version: str = Field(max_length=10, description="the label of the version that was checked")
    digest: str = Field(max_length=64, description="of that version's words")
    reviewed_by: UUID = Field(foreign_key="person.id")
    reviewed_at: datetime = Field(sa_type=UTCDateTime)
    next_review_on: date
    form_key: UUID = Field(description="one per form shown: a double click decides once")


class ReaderDecision(Table, table=True):
    """What was decided about one reader, in the place it has in the version. Insert-only."""

    __tablename__ = "reader_decision"
    __table_args__ = (
        UniqueConstraint("review_id", "position"),
        CheckConstraint("position >= 0", name="position_counts_from_zero"),
        CheckConstraint("reason <> ''", name="has_reason"),
    )

    review_id: UUID = Field(foreign_key="access_review.id")
    position: int
    reader: str = Field(sa_type=Text, description="schemas.canonical of the Reader")
    verdict: Verdict = Field(sa_type=EnumText[Any](Verdict))
    reason: str = Field(sa_type=Text)
