"""The case: one officer, one person, one purpose."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from app.core.db.base import EnumText, Table, UTCDateTime


class Purpose(StrEnum):
    """Why an officer looks; the register says each in words (practice ``this-portal``)."""

    ANSWER_QUESTION = "answer-question"
    CHECK_REGISTER = "check-register"
    ANSWER_REQUEST = "answer-request"
    SECOND_CHECK = "second-check"


# The others are opened with the first look at what is being worked on, by the page itself.
OPENED_BY_HAND = (Purpose.ANSWER_QUESTION, Purpose.CHECK_REGISTER)


class Case(Table, table=True):
    """An officer's reason to see one person's data, from opening to closing.

    A case that is closed opens nothing any more; it stays, because the access log names it.
    """

    __tablename__ = "case"
    __table_args__ = (
        CheckConstraint("closed_at IS NULL OR closed_at >= opened_at", name="closed_after_opened"),
        CheckConstraint("person_id <> officer_id", name="never_ones_own"),
        UniqueConstraint("officer_id", "form_key"),
        Index("ix_case_officer_id_looked_at", "officer_id", "looked_at"),
    )

    reference: str = Field(unique=True, max_length=20)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    officer_id: UUID = Field(foreign_key="person.id")
    form_key: UUID = Field(description="one per form shown: a double click opens one case")
    purpose: Purpose = Field(sa_type=EnumText(Purpose))
    ticket: str = Field(max_length=60, description="the reference of what is being answered")
    opened_at: datetime = Field(sa_type=UTCDateTime)
    looked_at: datetime | None = Field(
        default=None, sa_type=UTCDateTime, description="the officer's last look under this case"
    )
    closed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
