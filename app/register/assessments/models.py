"""Impact assessments on their way, each step of that way, and those published.

Author, evaluator and validator are three people: the database itself refuses anything else.
Steps and published assessments are insert-only (migration 0018).
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field

from app.core.db.base import EnumText, Json, Table, UTCDateTime, partial_index


class Status(StrEnum):
    """How far an assessment has come."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    EVALUATED = "evaluated"
    VALIDATED = "validated"
    PUBLISHED = "published"


class Act(StrEnum):
    """What was done with an assessment."""

    ASKED = "asked"
    SUBMITTED = "submitted"
    EVALUATED = "evaluated"
    VALIDATED = "validated"
    PUBLISHED = "published"
    SENT_BACK = "sent-back"
    VOIDED = "voided"
    REMOVED = "removed"
    PUT_BACK = "put-back"
    HANDED_OVER = "handed-over"
    DROPPED = "dropped"


class Verdict(StrEnum):
    """What an officer advises, and what is decided."""

    GO_AHEAD = "go-ahead"
    WITH_CHANGES = "with-changes"
    STOP = "stop"


_OPEN = "published_at IS NULL AND dropped_at IS NULL"


class Assessment(Table, table=True):
    """One assessment of one practice; at most one is open for each practice.

    ``words`` are the author's, ``digest`` is theirs. Whoever signs, signs all that is shown of
    it (``queries.digest_of_shown``). ``dropped_at``: the proposal that it was of was given up.
    """

    __tablename__ = "assessment"
    __table_args__ = (
        CheckConstraint("length(digest) = 64", name="digest_is_sha256"),
        CheckConstraint(
            "evaluator_id IS NULL OR evaluator_id <> author_id", name="evaluator_is_another"
        ),
        CheckConstraint(
            "validator_id IS NULL OR (validator_id <> author_id AND validator_id <> evaluator_id)",
            name="validator_is_a_third",
        ),
        CheckConstraint(
            "(status IN ('evaluated', 'validated', 'published')) = (evaluator_id IS NOT NULL)",
            name="evaluated_by_someone",
        ),
        CheckConstraint(
            "(status IN ('validated', 'published')) = (validator_id IS NOT NULL)",
            name="validated_by_someone",
        ),
        CheckConstraint(
            "(evaluator_id IS NULL) = (evaluated_at IS NULL)"
            " AND (evaluator_id IS NULL) = (advice IS NULL)",
            name="evaluation_is_whole",
        ),
        CheckConstraint(
            "(validator_id IS NULL) = (validated_at IS NULL)"
            " AND (validator_id IS NULL) = (decision IS NULL)"
            " AND (validator_id IS NULL) = (review_on IS NULL)",
            name="validation_is_whole",
        ),
        CheckConstraint(
            "decision IS NULL OR decision = advice OR overruled <> ''", name="overruling_has_reason"
        ),
        CheckConstraint(
            "(status = 'published') = (published_at IS NOT NULL)", name="published_has_moment"
        ),
        partial_index(
            "uq_assessment_open",
            "practice_id",
            unique=True,
            where=_OPEN,
        ),
    )

    reference: str = Field(unique=True, max_length=20)
    practice_id: str = Field(foreign_key="practice.id", max_length=60)
    author_id: UUID = Field(foreign_key="person.id", index=True)
    status: Status = Field(default=Status.DRAFT, sa_type=EnumText[Any](Status), index=True)
    words: str = Field(sa_type=Text, description="canonical schemas.Words")
    digest: str = Field(max_length=64, description="SHA-256 of the words, hexadecimal")
    practice_digest: str | None = Field(
        default=None, max_length=64, description="of the practice's words as they were handed in on"
    )
    asked_by: UUID = Field(foreign_key="person.id")
    asked_at: datetime = Field(sa_type=UTCDateTime)
    evaluator_id: UUID | None = Field(default=None, foreign_key="person.id")
    evaluated_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    advice: Verdict | None = Field(default=None, sa_type=EnumText[Any](Verdict))
    advice_text: str = Field(default="", sa_type=Text)
    validator_id: UUID | None = Field(default=None, foreign_key="person.id")
    validated_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    decision: Verdict | None = Field(default=None, sa_type=EnumText[Any](Verdict))
    overruled: str = Field(default="", sa_type=Text, description="why the advice is not followed")
    review_on: date | None = None
    removals: list[dict[str, str]] = Field(
        default_factory=list, sa_type=Json, description="schemas.Removal, before publication"
    )
    published_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    dropped_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class AssessmentStep(Table, table=True):
    """Who did what with an assessment, and when. Insert-only."""

    __tablename__ = "assessment_step"

    assessment_id: UUID = Field(foreign_key="assessment.id", index=True)
    act: Act = Field(sa_type=EnumText[Any](Act))
    person_id: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UTCDateTime)
    digest: str = Field(max_length=64, description="of the words as they were")
    note: str = Field(default="", sa_type=Text)


class PublishedAssessment(Table, table=True):
    """What everyone may read: the words without the removed passages. Insert-only."""

    __tablename__ = "published_assessment"
    __table_args__ = (
        UniqueConstraint("assessment_id"),
        CheckConstraint("length(digest) = 64", name="digest_is_sha256"),
        Index("ix_published_assessment_practice", "practice_id", "published_at"),
    )

    assessment_id: UUID = Field(foreign_key="assessment.id")
    reference: str = Field(unique=True, max_length=20)
    practice_id: str = Field(foreign_key="practice.id", max_length=60)
    document: str = Field(sa_type=Text, description="canonical schemas.PublicDocument")
    digest: str = Field(max_length=64)
    decision: Verdict = Field(sa_type=EnumText[Any](Verdict))
    signed_on: date
    review_on: date
    published_at: datetime = Field(sa_type=UTCDateTime)
