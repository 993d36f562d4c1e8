"""What was decided on a request, as it was written down, and which recipients were told.

Both are insert-only, held by the database itself (migration 0029). What the person reads is a
copy of the newest outcome in the answer that a second officer approved.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field

from app.core.db.base import EnumText, Json, Table, UTCDateTime


class Result(StrEnum):
    """What was decided, each of one right (GDPR Art 16, 17, 18, 21, 22)."""

    CORRECTED = "corrected"
    STATEMENT_ADDED = "statement-added"
    NOT_CORRECTED = "not-corrected"
    DELETED = "deleted"
    PARTLY_DELETED = "partly-deleted"
    KEPT = "kept"
    RESTRICTED = "restricted"
    NOT_RESTRICTED = "not-restricted"
    UPHELD = "upheld"
    PARTLY_UPHELD = "partly-upheld"
    NOT_UPHELD = "not-upheld"
    CHANGED = "changed"
    CONFIRMED = "confirmed"


class SubjectRequestOutcome(Table, table=True):
    """One writing down of an outcome; the one with the highest ``number`` counts. Insert-only.

    ``words`` are what was typed, by the names of ``rules.Part``. ``reviewer_id`` is who looked
    again at a decision, ``decided_by_id`` who had made it, where a person had.
    """

    __tablename__ = "subject_request_outcome"
    __table_args__ = (
        UniqueConstraint("request_id", "number"),
        UniqueConstraint("request_id", "form_key"),
        CheckConstraint("number >= 1", name="counts_from_one"),
        CheckConstraint(
            "reviewer_id IS NULL OR decided_by_id IS NULL OR reviewer_id <> decided_by_id",
            name="looked_at_by_another",
        ),
    )

    request_id: UUID = Field(foreign_key="subject_request.id")
    number: int
    result: Result | None = Field(default=None, sa_type=EnumText[Any](Result))
    practices: list[str] = Field(sa_type=Json, description="what it is about, by name")
    words: dict[str, str] = Field(sa_type=Json)
    reviewer_id: UUID | None = Field(default=None, foreign_key="person.id")
    decided_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    written_by: UUID = Field(foreign_key="person.id")
    written_at: datetime = Field(sa_type=UTCDateTime)
    form_key: UUID = Field(description="one per form shown: a double click writes once")


class SubjectRequestNotice(Table, table=True):
    """That a recipient was told of an outcome, or why that cannot be (GDPR Art 19). Insert-only.

    Of several about one recipient the newest counts.
    """

    __tablename__ = "subject_request_notice"
    __table_args__ = (
        UniqueConstraint("request_id", "form_key"),
        CheckConstraint("(told_on IS NULL) = (why_not <> '')", name="told_or_why_not"),
        CheckConstraint("(told_on IS NULL) = (how = '')", name="told_somehow"),
    )

    request_id: UUID = Field(foreign_key="subject_request.id", index=True)
    recipient: str = Field(max_length=120, description="as the register names it")
    told_on: date | None = None
    how: str = Field(default="", sa_type=Text)
    why_not: str = Field(default="", sa_type=Text, description="impossible or disproportionate")
    written_by: UUID = Field(foreign_key="person.id")
    written_at: datetime = Field(sa_type=UTCDateTime)
    form_key: UUID = Field(description="one per form shown: a double click writes once")
