"""Flags on a person's data, by request and practice: not to be used. Insert-only."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field

from app.core.db.base import EnumText, Table, UTCDateTime


class Step(StrEnum):
    """What happens to a flag, in this order: it can be lifted only after it was told."""

    SET = "set"
    TOLD = "told"
    LIFTED = "lifted"


class SubjectRequestRestriction(Table, table=True):
    """One step of one flag. Insert-only.

    ``number`` counts the steps of a request about one practice without a gap, so that of two
    who lift at once the database refuses one. ``lifts_on`` is the day from which it may be
    lifted, as the person was told in ``text`` (GDPR Art 18(3)).
    """

    __tablename__ = "subject_request_restriction"
    __table_args__ = (
        UniqueConstraint("request_id", "practice_id", "number"),
        CheckConstraint("number >= 1", name="counts_from_one"),
        CheckConstraint("number > 1 OR step = 'set'", name="begins_with_setting"),
        CheckConstraint("(step = 'told') = (lifts_on IS NOT NULL)", name="told_for_a_day"),
        CheckConstraint("(step = 'told') = (text <> '')", name="told_in_words"),
        Index("ix_subject_request_restriction_practice_at", "practice_id", "at", "id"),
    )

    request_id: UUID = Field(foreign_key="subject_request.id")
    practice_id: str = Field(foreign_key="practice.id", max_length=60)
    number: int
    step: Step = Field(sa_type=EnumText[Any](Step))
    at: datetime = Field(sa_type=UTCDateTime)
    on: date = Field(description="where the request's clock runs")
    lifts_on: date | None = None
    text: str = Field(default="", sa_type=Text)
    actor_id: UUID = Field(foreign_key="person.id")
    form_key: UUID | None = None
