"""An emergency look, and what became of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field

from app.core.db.base import EnumText, Table, UTCDateTime


class Act(StrEnum):
    """What happens to an emergency look; each at most once."""

    ENDED = "ended"
    REVIEWED = "reviewed"
    SUSPENDED = "suspended"
    LIFTED = "lifted"


class Outcome(StrEnum):
    """What a review found."""

    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not-justified"


class EmergencyLook(Table, table=True):
    """One officer, one person, half an hour, and why (SECURITY: Officers). Insert-only."""

    __tablename__ = "emergency_look"
    __table_args__ = (
        CheckConstraint("person_id <> officer_id", name="never_ones_own"),
        CheckConstraint("length(reason) >= 20", name="says_why"),
        CheckConstraint("ends_at > opened_at", name="ends_after_opening"),
        UniqueConstraint("officer_id", "form_key"),
    )

    reference: str = Field(unique=True, max_length=20)
    officer_id: UUID = Field(foreign_key="person.id")
    person_id: UUID = Field(foreign_key="person.id", index=True)
    reason: str = Field(sa_type=Text, description="in the officer's words; the person reads it")
    form_key: UUID = Field(description="one per form shown: a double click opens one")
    opened_at: datetime = Field(sa_type=UTCDateTime, index=True)
    ends_at: datetime = Field(sa_type=UTCDateTime)


class EmergencyLookEvent(Table, table=True):
    """One thing that became of an emergency look. Insert-only.

    Of two who do the same thing at once, the unique key lets one. Nobody suspends a role: the
    time does, so that act has no actor.
    """

    __tablename__ = "emergency_look_event"
    __table_args__ = (
        UniqueConstraint("look_id", "act"),
        CheckConstraint("(act = 'reviewed') = (outcome IS NOT NULL)", name="review_has_outcome"),
        CheckConstraint("(act = 'suspended') = (actor_id IS NULL)", name="only_time_suspends"),
    )

    look_id: UUID = Field(foreign_key="emergency_look.id")
    act: Act = Field(sa_type=EnumText[Any](Act))
    at: datetime = Field(sa_type=UTCDateTime)
    actor_id: UUID | None = Field(default=None, foreign_key="person.id")
    outcome: Outcome | None = Field(default=None, sa_type=EnumText[Any](Outcome))
    note: str = Field(default="", sa_type=Text, description="the reviewer's; the person reads it")
