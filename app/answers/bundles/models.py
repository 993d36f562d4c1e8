"""Bundles: asked for, made by the worker, released, taken by the person, removed in time."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field

from app.core.db.base import EnumText, Json, Table, UTCDateTime


class Making(StrEnum):
    """How far a bundle is."""

    ASKED = "asked"
    MADE = "made"
    FAILED = "failed"
    REMOVED = "removed"


class AnswerBundle(Table, table=True):
    """One bundle of a request. What it is made from is in ``fingerprint``; it is made once.

    ``contents`` lists its files (bundles.schemas.File). ``sha256`` is that of the whole zip and
    what a second officer approves. A bundle that was released is kept until ``expires_at``.
    """

    __tablename__ = "answer_bundle"
    __table_args__ = (
        UniqueConstraint("request_id", "number"),
        UniqueConstraint("request_id", "form_key"),
        CheckConstraint("number >= 1", name="counts_from_one"),
        CheckConstraint("length(fingerprint) = 64", name="fingerprint_is_sha256"),
        CheckConstraint("(making = 'made') = (file_id IS NOT NULL)", name="made_has_file"),
        CheckConstraint("making <> 'made' OR length(sha256) = 64", name="sha256_of_made"),
        Index("ix_answer_bundle_making", "making", "next_at"),
    )

    request_id: UUID = Field(foreign_key="subject_request.id")
    gathering_id: UUID = Field(foreign_key="gathering.id")
    letter_id: UUID = Field(foreign_key="answer_letter.id")
    number: int
    version: str = Field(max_length=64, description="of how much it is made from; cheap to ask")
    fingerprint: str = Field(max_length=64, description="of all that it is made from")
    asked_by: UUID = Field(foreign_key="person.id")
    asked_at: datetime = Field(sa_type=UTCDateTime)
    form_key: UUID
    making: Making = Field(default=Making.ASKED, sa_type=EnumText[Any](Making))
    attempts: int = 0
    next_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    leased_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    made_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    file_id: UUID | None = Field(default=None, index=True)
    size: int = Field(default=0, sa_type=BigInteger, description="bytes")
    sha256: str = Field(default="", max_length=64)
    contents: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    problem: str = Field(default="", sa_type=Text)
    expires_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class BundleDownload(Table, table=True):
    """Somebody took a bundle. Insert-only; the access log has it too."""

    __tablename__ = "bundle_download"
    __table_args__ = (Index("ix_bundle_download_bundle", "bundle_id", "id"),)

    bundle_id: UUID = Field(foreign_key="answer_bundle.id")
    person_id: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UTCDateTime)
