"""A browser that is signed in."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from app.core.db.base import EnumText, Json, Table, UTCDateTime


class EndReason(StrEnum):
    """Why a session is over."""

    SIGNED_OUT = "signed_out"
    ENDED_ELSEWHERE = "ended_elsewhere"
    PROVIDER_SIGNED_OUT = "provider_signed_out"
    IDLE = "idle"
    TOO_OLD = "too_old"
    NO_LONGER_EMPLOYED = "no_longer_employed"
    RENEWED = "renewed"
    RESTORED = "restored"


class PortalSession(Table, table=True):
    """One signed-in browser. The cookie's value is never kept, only its SHA-256.

    ``claimed_roles`` is what the provider confirmed at sign-in, or null where it is not
    asked to confirm roles. An ended session is never alive again.
    """

    __tablename__ = "portal_session"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="ended_has_reason"),
        CheckConstraint("length(token_hash) = 64", name="token_hash_is_sha256"),
        Index("ix_portal_session_person_ended", "person_id", "ended_at"),
        Index("ix_portal_session_provider_sid", "issuer", "sid"),
        Index("ix_portal_session_provider_subject", "issuer", "subject"),
    )

    token_hash: str = Field(unique=True, max_length=64)
    person_id: UUID = Field(foreign_key="person.id")
    issuer: str
    subject: str = Field(max_length=255)
    sid: str | None = Field(default=None, max_length=255)
    claimed_roles: list[str] | None = Field(default=None, sa_type=Json)
    started_at: datetime = Field(sa_type=UTCDateTime)
    seen_at: datetime = Field(sa_type=UTCDateTime)
    auth_time: datetime | None = Field(default=None, sa_type=UTCDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    end_reason: EndReason | None = Field(default=None, sa_type=EnumText[Any](EndReason))
    user_agent_family: str = Field(default="", max_length=60)
    previous_visit_on: date | None = Field(
        default=None, description="the day she came before; deleted with this row"
    )
