"""What somebody was asked, how each answer followed the last, and in which words.

Notices and events are insert-only, held by the database itself (migration 0014). A record says
where its events have led, so that one UPDATE decides which of two answers came first.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field

from app.core.db.base import EnumText, Json, Table, UTCDateTime
from app.register.terms.schemas import Stops


class State(StrEnum):
    """The consent statuses of the W3C Data Privacy Vocabulary that occur here."""

    REQUESTED = "ConsentRequested"
    GIVEN = "ConsentGiven"
    REFUSED = "ConsentRefused"
    WITHDRAWN = "ConsentWithdrawn"
    EXPIRED = "ConsentExpired"
    RENEWED = "RenewedConsentGiven"
    REVOKED = "ConsentRevoked"


class ConsentNotice(Table, table=True):
    """The words shown, as one language of one version has them. Insert-only.

    ``processing`` is what ISO/IEC TS 27560 wants said of it; ``system`` and ``purposes`` are
    what a stop and a later access are matched with.
    """

    __tablename__ = "consent_notice"
    __table_args__ = (
        UniqueConstraint("practice_id", "version", "language", "digest"),
        CheckConstraint("length(digest) = 64", name="digest_is_sha256"),
    )

    practice_id: str = Field(foreign_key="practice.id", max_length=60)
    version: str = Field(max_length=10)
    language: str = Field(max_length=20)
    title: str = Field(max_length=120)
    text: str = Field(sa_type=Text, description="exactly as it was shown")
    digest: str = Field(max_length=64, description="SHA-256 of the text, hexadecimal")
    system: str = Field(max_length=120)
    purposes: list[str] = Field(sa_type=Json, description="those that rest on the answer")
    stops: Stops = Field(sa_type=EnumText[Any](Stops))
    processing: dict[str, Any] = Field(sa_type=Json)
    made_at: datetime = Field(sa_type=UTCDateTime)


class ConsentRecord(Table, table=True):
    """One person and one choice: where its events have led. ``number`` counts them."""

    __tablename__ = "consent_record"
    __table_args__ = (
        UniqueConstraint("person_id", "practice_id"),
        CheckConstraint("number >= 1", name="has_events"),
        CheckConstraint(
            "(valid_until IS NOT NULL) = (state IN ('ConsentGiven', 'RenewedConsentGiven'))",
            name="a_yes_ends",
        ),
        Index("ix_consent_record_practice_changed", "practice_id", "changed_at", "id"),
        Index("ix_consent_record_changed_at", "changed_at"),
        Index("ix_consent_record_valid_until", "valid_until"),
    )

    person_id: UUID = Field(foreign_key="person.id")
    practice_id: str = Field(foreign_key="practice.id", max_length=60)
    number: int
    state: State = Field(sa_type=EnumText[Any](State))
    notice_id: UUID = Field(foreign_key="consent_notice.id", index=True)
    changed_at: datetime = Field(sa_type=UTCDateTime)
    valid_until: datetime | None = Field(default=None, sa_type=UTCDateTime)


class ConsentEvent(Table, table=True):
    """One step of a record. Insert-only. ``reference`` is the receipt's own name."""

    __tablename__ = "consent_event"
    __table_args__ = (UniqueConstraint("record_id", "number"),)

    record_id: UUID = Field(foreign_key="consent_record.id")
    number: int
    reference: str = Field(unique=True, max_length=20)
    state: State = Field(sa_type=EnumText[Any](State))
    at: datetime = Field(sa_type=UTCDateTime)
    valid_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    by_person: bool = Field(description="the person's own act; else the organisation's")
    jurisdiction: str = Field(max_length=20)
    notice_id: UUID = Field(foreign_key="consent_notice.id")
