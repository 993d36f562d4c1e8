"""Whom an identity belongs to, what was refused, and what must not be used twice."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from app.core.db.base import Table, UTCDateTime


class Binding(Table, table=True):
    """One identity at the provider is one employee, from her first sign-in on.

    An employee has one identity at a provider: a second one is refused, never added.
    """

    __tablename__ = "binding"
    __table_args__ = (
        UniqueConstraint("issuer", "subject", name="uq_binding_issuer_subject"),
        UniqueConstraint("issuer", "person_id", name="uq_binding_issuer_person"),
        CheckConstraint("length(subject) BETWEEN 1 AND 255", name="subject_length"),
    )

    issuer: str
    subject: str = Field(max_length=255)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    bound_at: datetime = Field(sa_type=UTCDateTime)


class SignInEvent(Table, table=True):
    """A sign-in or provider's sign-out that was refused: why, and under which incident.

    ``detail`` is for operators and names no person and no secret. ``person_id`` is set
    only where the employee is known beyond doubt.
    """

    __tablename__ = "sign_in_event"
    __table_args__ = (Index("ix_sign_in_event_reason_at", "reason_code", "at"),)

    at: datetime = Field(sa_type=UTCDateTime, index=True)
    reason_code: str = Field(max_length=60)
    status: int
    incident: str = Field(unique=True, max_length=20)
    detail: str = Field(default="", max_length=200)
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)


class SpentToken(Table, table=True):
    """A logout token that was acted on, so that it cannot be played again."""

    __tablename__ = "spent_token"
    __table_args__ = (CheckConstraint("length(token_hash) = 64", name="token_hash_is_sha256"),)

    token_hash: str = Field(unique=True, max_length=64)
    spent_at: datetime = Field(sa_type=UTCDateTime, index=True)
