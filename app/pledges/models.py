"""What leaders promised, and everything that was said of it since.

Both tables are insert-only, held by the database itself (migration 0047). Whether a promise is
late or kept is never stored: ``rules.standing`` tells it. Its day is never moved.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field

from app.core.db.base import EnumText, Table, UTCDateTime


class Act(StrEnum):
    """What is written down about a promise; each is one event."""

    PROGRESS = "progress"
    KEPT = "kept"
    DROPPED = "dropped"
    REOPENED = "reopened"


class Pledge(Table, table=True):
    """A promise: what, by whom, by when, and because of what. Insert-only.

    With ``assessment`` it is a benefit that this assessment promised people in return (S5).
    """

    __tablename__ = "pledge"
    __table_args__ = (
        CheckConstraint(
            "(assessment = '') = (practice_id IS NULL)", name="benefit_is_of_a_practice"
        ),
    )

    reference: str = Field(unique=True, max_length=20)
    what: str = Field(sa_type=Text)
    said: str = Field(default="", sa_type=Text, description="what people said, if it answers them")
    made_by: UUID = Field(foreign_key="person.id")
    due_on: date
    assessment: str = Field(default="", max_length=20, description="its reference")
    practice_id: str | None = Field(default=None, foreign_key="practice.id", max_length=60)
    recorded_by: UUID = Field(foreign_key="person.id")
    recorded_at: datetime = Field(sa_type=UTCDateTime)
    form_key: UUID = Field(unique=True, description="one per form shown: a double click sends once")


class PledgeEvent(Table, table=True):
    """What an officer wrote down about a promise, and what shows it. Insert-only.

    ``number`` counts each promise's without a gap: of two who act on what they both read, the
    database refuses one.
    """

    __tablename__ = "pledge_event"
    __table_args__ = (
        UniqueConstraint("pledge_id", "number"),
        UniqueConstraint("pledge_id", "form_key"),
        CheckConstraint("number >= 1", name="counts_from_one"),
        CheckConstraint("text <> ''", name="says_something"),
    )

    pledge_id: UUID = Field(foreign_key="pledge.id")
    number: int
    act: Act = Field(sa_type=EnumText[Any](Act))
    at: datetime = Field(sa_type=UTCDateTime)
    on: date
    actor_id: UUID = Field(foreign_key="person.id")
    text: str = Field(sa_type=Text, description="what was done, what shows it, or why not")
    link: str = Field(default="", max_length=300, description="where that can be read")
    form_key: UUID
