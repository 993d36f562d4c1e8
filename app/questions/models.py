"""What people asked about a look at their record, and everything that happened to it since.

Both tables are insert-only, held by the database itself (migration 0037). How far a question
has come, who has it and when it is due are never stored: ``rules.standing`` tells them.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field

from app.core.db.base import EnumText, Json, Table, UTCDateTime


class About(StrEnum):
    """What somebody wants to know of a look."""

    WHY = "why"
    REASON_UNKNOWN = "reason-unknown"
    WRONG = "wrong"
    SOMETHING_ELSE = "something-else"


class First(StrEnum):
    """Who is asked first: who looked, or the privacy team, which does not tell them yet."""

    ACCESSOR = "accessor"
    TEAM = "team"


class Act(StrEnum):
    """What is done with a question; each is one event."""

    ASKED = "asked"
    PASSED_ON = "passed-on"
    TAKEN = "taken"
    ASSIGNED = "assigned"
    REPLIED = "replied"
    DECIDED = "decided"
    HANDED_TO_TRIAGE = "handed-to-triage"
    NAME_ASKED = "name-asked"
    NAME_DECIDED = "name-decided"
    ESCALATED = "escalated"


class Question(Table, table=True):
    """One person's question about one entry of the log about her. Insert-only.

    ``accessor_id`` is who looked, if that is somebody who works here or did.
    ``asked_on`` is the day where she works, and ``jurisdiction`` that place's.
    """

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("person_id", "seq"),
        CheckConstraint("accessor_id IS NULL OR accessor_id <> person_id", name="not_of_oneself"),
        CheckConstraint("first = 'team' OR accessor_id IS NOT NULL", name="somebody_to_ask"),
    )

    reference: str = Field(unique=True, max_length=20)
    person_id: UUID = Field(foreign_key="person.id")
    seq: int = Field(sa_type=BigInteger, description="the entry of the log")
    accessor_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    about: About = Field(sa_type=EnumText[Any](About))
    text: str = Field(default="", sa_type=Text, description="in the person's own words")
    first: First = Field(sa_type=EnumText[Any](First))
    jurisdiction: str = Field(max_length=12)
    asked_on: date
    asked_at: datetime = Field(sa_type=UTCDateTime)


class QuestionEvent(Table, table=True):
    """One thing that was done with a question. Insert-only.

    ``number`` counts each question's without a gap: of two who act on what they both read, the
    database refuses one. ``on`` is the day where its clock runs. ``text`` and ``details`` are
    read by who asked. No ``actor_id``: the portal did it.
    """

    __tablename__ = "question_event"
    __table_args__ = (
        UniqueConstraint("question_id", "number"),
        UniqueConstraint("question_id", "form_key"),
        CheckConstraint("number >= 1", name="counts_from_one"),
        CheckConstraint("(act = 'asked') = (number = 1)", name="begins_with_asking"),
    )

    question_id: UUID = Field(foreign_key="question.id")
    number: int
    act: Act = Field(sa_type=EnumText[Any](Act))
    at: datetime = Field(sa_type=UTCDateTime)
    on: date
    actor_id: UUID | None = Field(default=None, foreign_key="person.id")
    text: str = Field(default="", sa_type=Text)
    details: dict[str, Any] = Field(
        default_factory=dict,
        sa_type=Json,
        description="owner_id, case, verdict, told, needed, harm, level",
    )
    form_key: UUID | None = Field(default=None, description="one per form shown, if one was")
