"""Concerns, what happened to each, and what was written about it.

All but drafts are insert-only, held by the database itself (migration 0038). No column leads to
who raised a concern or whom it is about: both are in ``sealed`` (``reporters.rules``), and
``raised_by`` is a keyed digest. What the reporter did or wrote has no actor and no author. What
came without a name has no moment but its day, and its words are sealed too (``anonymous``).
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field

from app.core.db.base import EnumText, Json, Table, UTCDateTime


class Naming(StrEnum):
    """Who may know the reporter's name: whoever looks into it, one person alone, or nobody.

    Nobody at this portal chooses the last one: those come from the speak-up origin.
    """

    NAMED = "named"
    CONFIDENTIAL = "confidential"
    ANONYMOUS = "anonymous"


class About(StrEnum):
    """What a concern is about."""

    PRACTICE = "practice"
    ACCESS = "access"
    CONDUCT = "conduct"
    POLICY = "policy"
    ELSE = "else"


class Act(StrEnum):
    """What is done with a concern; each is one event."""

    RECEIVED = "received"
    TAKEN = "taken"
    ASSIGNED = "assigned"
    PUT_BACK = "put-back"
    ACKNOWLEDGED = "acknowledged"
    PERSON_NAMED = "person-named"
    IDENTITY_OPENED = "identity-opened"
    ANSWERED = "answered"
    ESCALATED = "escalated"
    CLOSED = "closed"


class Outcome(StrEnum):
    """What was found."""

    UPHELD = "upheld"
    PARTLY = "partly"
    NOT_UPHELD = "not-upheld"


class Concern(Table, table=True):
    """What somebody worries about, in her words. Insert-only.

    ``object_id`` is the practice or the policy, by its code; an access is sealed, since an entry
    of the log is about the one who raised the concern.
    """

    __tablename__ = "concern"
    __table_args__ = (
        CheckConstraint("length(raised_by) = 64", name="raised_by_is_hmac_sha256"),
        CheckConstraint("object_id = '' OR about IN ('practice', 'policy')", name="object_is_one"),
        Index("ix_concern_raised_by", "raised_by"),
    )

    reference: str = Field(unique=True, max_length=20)
    naming: Naming = Field(sa_type=EnumText[Any](Naming))
    about: About = Field(sa_type=EnumText[Any](About))
    object_id: str = Field(default="", max_length=120)
    what: str = Field(sa_type=Text)
    wish: str = Field(default="", sa_type=Text)
    received_on: date
    filed_at: datetime = Field(sa_type=UTCDateTime)
    raised_by: str = Field(
        max_length=64, description="keyed digest of the person, or hash of a code; hexadecimal"
    )
    sealed: bytes = Field(sa_type=LargeBinary, description="reporters.rules.Sealed")
    form_key: UUID = Field(unique=True, description="one per draft: a double click raises once")


class ConcernEvent(Table, table=True):
    """One thing that was done with a concern. Insert-only.

    ``number`` counts each concern's without a gap: of two who act on what they both read, the
    database refuses one. ``actor_id`` is the officer; None is the reporter. The reporter reads
    ``text`` and ``reason``. ``sealed`` is whom the officer named (``person-named``).
    """

    __tablename__ = "concern_event"
    __table_args__ = (
        UniqueConstraint("concern_id", "number"),
        UniqueConstraint("concern_id", "form_key"),
        CheckConstraint("number >= 1", name="counts_from_one"),
        CheckConstraint("(act = 'received') = (number = 1)", name="begins_with_receipt"),
        CheckConstraint(
            "(act IN ('received', 'escalated')) = (actor_id IS NULL)"
            " OR act IN ('closed', 'person-named', 'put-back')",
            name="reporter_has_no_name",
        ),
        CheckConstraint("(act = 'answered') = (outcome IS NOT NULL)", name="answer_has_outcome"),
        CheckConstraint("(act = 'person-named') = (sealed IS NOT NULL)", name="named_is_sealed"),
    )

    concern_id: UUID = Field(foreign_key="concern.id")
    number: int
    act: Act = Field(sa_type=EnumText[Any](Act))
    at: datetime = Field(sa_type=UTCDateTime)
    on: date
    actor_id: UUID | None = Field(default=None, foreign_key="person.id")
    outcome: Outcome | None = Field(default=None, sa_type=EnumText[Any](Outcome))
    text: str = Field(default="", sa_type=Text)
    reason: str = Field(default="", sa_type=Text)
    details: dict[str, Any] = Field(
        default_factory=dict, sa_type=Json, description="owner_id, to_id, approver_id"
    )
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    form_key: UUID | None = Field(default=None, description="one per form shown, if one was")


class ConcernMessage(Table, table=True):
    """What the reporter and the officer wrote to each other. Insert-only.

    ``author_id`` is the officer; None is the reporter. What came without a name is ``sealed``,
    and ``text`` is empty.
    """

    __tablename__ = "concern_message"
    __table_args__ = (
        UniqueConstraint("concern_id", "form_key"),
        Index("ix_concern_message_concern_at", "concern_id", "at"),
    )

    concern_id: UUID = Field(foreign_key="concern.id")
    author_id: UUID | None = Field(default=None, foreign_key="person.id")
    text: str = Field(sa_type=Text)
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    at: datetime = Field(sa_type=UTCDateTime)
    form_key: UUID = Field(description="one per form shown: a double click sends once")


class ConcernNote(Table, table=True):
    """What an officer wrote for whoever has the concern; no page shows it to the reporter."""

    __tablename__ = "concern_note"
    __table_args__ = (
        UniqueConstraint("concern_id", "form_key"),
        Index("ix_concern_note_concern_at", "concern_id", "at"),
    )

    concern_id: UUID = Field(foreign_key="concern.id")
    author_id: UUID = Field(foreign_key="person.id")
    text: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=UTCDateTime)
    form_key: UUID = Field(description="one per form shown: a double click writes once")


class ConcernDraft(Table, table=True):
    """A concern that somebody is still writing: sealed, hers alone, and kept for 30 days."""

    __tablename__ = "concern_draft"

    person_id: UUID = Field(foreign_key="person.id", unique=True)
    sealed: bytes = Field(sa_type=LargeBinary, description="asking.rules.Draft")
    saved_at: datetime = Field(sa_type=UTCDateTime, index=True)
