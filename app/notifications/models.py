"""What people are told, and the mails that say that there is something to read."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from app.core.db.base import EnumText, Json, Table, UTCDateTime, partial_index


class Kind(StrEnum):
    """What an update is about. Its words are in ``templates/notifications/_words.html``."""

    LOOK = "look"
    UNUSUAL_LOOK = "unusual-look"
    PRACTICE_CHANGED = "practice-changed"
    REGISTER_CHANGED = "register-changed"
    COMMAND_LINE_ACT = "command-line-act"
    SECOND_IDENTITY = "second-identity"
    POLICY_TO_READ = "policy-to-read"
    CHOICE_CHANGED = "choice-changed"
    CHOICE_ENDING = "choice-ending"
    CHOICE_ENDED = "choice-ended"
    AFTER_STOP = "after-stop"
    ROLE_CHANGED = "role-changed"
    CONSULTATION_OPENED = "consultation-opened"
    ASSESSMENT_TO_WRITE = "assessment-to-write"
    REQUEST = "request"
    REQUEST_WAITS = "request-waits"
    EMERGENCY_LOOK = "emergency-look"
    LOG_BROKEN = "log-broken"
    QUESTION = "question"
    QUESTION_ABOUT_YOU = "question-about-you"
    QUESTION_WAITS = "question-waits"
    CONCERN = "concern"
    CONCERN_WAITS = "concern-waits"
    SURVEY_OPENED = "survey-opened"


class Mail(Table, table=True):
    """One mail to one person about everything she has not been mailed about.

    ``key`` is unique to person and period, so that a period has one mail whoever composes it.
    ``handed_over_at`` is written before the server is given the mail: a mail that has it, but
    no end, is one of which only the server knows whether it was taken.
    """

    __tablename__ = "mail"
    __table_args__ = (
        CheckConstraint(
            "(sent_at IS NULL AND refused_at IS NULL) OR (sent_at IS NULL AND unknown_at IS NULL)"
            " OR (refused_at IS NULL AND unknown_at IS NULL)",
            name="one_end",
        ),
        CheckConstraint("sent_at IS NULL OR handed_over_at IS NOT NULL", name="sent_was_handed"),
        partial_index(
            "ix_mail_open",
            "due_at",
            where="sent_at IS NULL AND refused_at IS NULL AND unknown_at IS NULL",
        ),
    )

    person_id: UUID = Field(foreign_key="person.id", index=True)
    key: str = Field(unique=True, max_length=120)
    required: bool = Field(description="whether the law asks for one of the updates in it")
    written_at: datetime = Field(sa_type=UTCDateTime)
    due_at: datetime = Field(sa_type=UTCDateTime)
    leased_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    attempts: int = 0
    refusals: int = 0
    handed_over_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UTCDateTime, index=True)
    refused_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    unknown_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    last_error: str | None = Field(default=None, description="a kind, never an address or words")


class Update(Table, table=True):
    """Something a person is told: ids only; the words are written when it is read."""

    __tablename__ = "update"
    __table_args__ = (
        UniqueConstraint("person_id", "kind", "subject_ref", name="uq_update_told_once"),
        Index("ix_update_person_at", "person_id", "at", "id"),
        partial_index(
            "ix_update_unread",
            "person_id",
            "at",
            where="read_at IS NULL",
        ),
        partial_index(
            "ix_update_unmailed",
            "at",
            where="read_at IS NULL AND mail_id IS NULL",
        ),
    )

    person_id: UUID = Field(foreign_key="person.id")
    kind: Kind = Field(sa_type=EnumText[Any](Kind))
    at: datetime = Field(sa_type=UTCDateTime)
    subject_ref: str = Field(max_length=120, description="what it is about, by its own name")
    data: dict[str, Any] = Field(default_factory=dict, sa_type=Json, description="ids only")
    read_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    mail_id: UUID | None = Field(default=None, foreign_key="mail.id", index=True)
