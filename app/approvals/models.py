"""A request for a second person's decision, and attempts to do without one."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field

from app.core.db.base import EnumText, Table, UTCDateTime, partial_index
from app.identity.roles.models import Role


class Kind(StrEnum):
    """What is to be decided. The desk knows what each one shows and does."""

    REGISTER_PUBLICATION = "register-publication"
    REGISTER_ENDING = "register-ending"
    CHOICE = "choice"
    ROLE_GRANT = "role-grant"
    MORE_PEOPLE = "more-people"
    SUBJECT_REQUEST = "subject-request"
    CONCERN_IDENTITY = "concern-identity"
    SURVEY = "survey"


class Decision(StrEnum):
    """How a request ended. Only the first one lets anything happen."""

    APPROVED = "approved"
    SENT_BACK = "sent-back"
    WITHDRAWN = "withdrawn"
    VOIDED = "voided"
    EXPIRED = "expired"


_OPEN = "decision IS NULL"


class Approval(Table, table=True):
    """One request: what, in which exact words (``digest``), asked by whom and of whom.

    It is decided once and never changed afterwards; the database refuses it (migration 0010).
    ``about`` is the object's own name in the room that asks; ``subject_id`` is whom the object
    is about, who never decides it.
    """

    __tablename__ = "approval"
    __table_args__ = (
        CheckConstraint("requester_id <> approver_id", name="takes_two"),
        CheckConstraint("subject_id IS NULL OR subject_id <> approver_id", name="not_ones_own"),
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided_has_moment"),
        CheckConstraint(
            "decision IS NULL OR decision NOT IN ('approved', 'sent-back')"
            " OR decided_by = approver_id",
            name="approver_decides",
        ),
        CheckConstraint("length(digest) = 64", name="digest_is_sha256"),
        UniqueConstraint("requester_id", "form_key"),
        partial_index(
            "uq_approval_open",
            "kind",
            "about",
            unique=True,
            where=_OPEN,
        ),
        Index("ix_approval_approver_decided", "approver_id", "decided_at"),
    )

    reference: str = Field(unique=True, max_length=20)
    kind: Kind = Field(sa_type=EnumText[Any](Kind))
    about: str = Field(max_length=120)
    digest: str = Field(max_length=64, description="SHA-256 of the exact object, hexadecimal")
    role: Role = Field(sa_type=EnumText[Any](Role), description="what the approver must be")
    requester_id: UUID = Field(foreign_key="person.id", index=True)
    approver_id: UUID = Field(foreign_key="person.id")
    subject_id: UUID | None = Field(default=None, foreign_key="person.id")
    form_key: UUID = Field(description="one per form shown: a double click asks once")
    reason: str = Field(sa_type=Text, description="the requester's, in her own words")
    requested_at: datetime = Field(sa_type=UTCDateTime)
    expires_at: datetime = Field(sa_type=UTCDateTime)
    decision: Decision | None = Field(default=None, sa_type=EnumText[Any](Decision))
    decided_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    decided_by: UUID | None = Field(default=None, foreign_key="person.id")
    note: str = Field(default="", sa_type=Text, description="why it was sent back")


class ApprovalAttempt(Table, table=True):
    """Somebody tried to decide what is not hers to decide. Insert-only."""

    __tablename__ = "approval_attempt"

    approval_id: UUID = Field(foreign_key="approval.id", index=True)
    person_id: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UTCDateTime)
