"""What people asked for, everything that happened to it since, and what was written about it.

Requests, their events, messages and proposed decisions are insert-only, held by the database
itself (migration 0023). How far a request has come, who has it and when it is due are never
stored: ``progress.rules.standing`` tells them from the events.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field

from app.core.db.base import EnumText, Json, Table, UTCDateTime


class Kind(StrEnum):
    """The right that somebody uses, or a complaint to the employer."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    OBJECTION = "objection"
    PORTABILITY = "portability"
    HUMAN_REVIEW = "human-review"
    COMPLAINT = "complaint"


class Channel(StrEnum):
    """How a request came."""

    PORTAL = "portal"
    VOICE = "voice"
    MAIL = "mail"
    POST = "post"


class Format(StrEnum):
    """How the answer is wanted."""

    BOTH = "both"
    READ = "read"
    DATA = "data"


class Delivery(StrEnum):
    """Where the answer goes."""

    PORTAL = "portal"
    PAPER = "paper"
    ARCHIVE = "archive"


class Act(StrEnum):
    """What is done with a request; each is one event."""

    RECEIVED = "received"
    TAKEN = "taken"
    ASSIGNED = "assigned"
    ACKNOWLEDGED = "acknowledged"
    IDENTITY_ASKED = "identity-asked"
    IDENTITY_CONFIRMED = "identity-confirmed"
    AUTHORITY_ASKED = "authority-asked"
    AUTHORITY_CONFIRMED = "authority-confirmed"
    CLARIFICATION_ASKED = "clarification-asked"
    CLARIFICATION_ANSWERED = "clarification-answered"
    EXTENDED = "extended"
    SEARCHED = "searched"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    REOPENED = "reopened"
    APPROVED = "approved"
    LOCKED = "locked"
    TAKEN_OUT = "taken-out"
    ANSWERED = "answered"
    SENT_AGAIN = "sent-again"
    LETTER_SENT = "letter-sent"
    SHARED = "shared"
    UNSHARED = "unshared"
    CODE_GIVEN = "code-given"


class Outcome(StrEnum):
    """What was answered."""

    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"


class SubjectRequest(Table, table=True):
    """One person's request under one right, with a clock of its own. Insert-only.

    ``received_on`` is a day where the person worked then, and ``jurisdiction`` that place's.
    Somebody else than the person filed it: an officer, for who asked by voice, mail or post;
    or a ``representative``, whose ``authority`` says how it was shown.
    """

    __tablename__ = "subject_request"
    __table_args__ = (
        UniqueConstraint("filed_by_id", "form_key"),
        CheckConstraint(
            "filed_by_id = person_id OR channel <> 'portal' OR authority <> ''",
            name="filed_with_authority",
        ),
        CheckConstraint("since IS NULL OR until IS NULL OR since <= until", name="dates_in_order"),
        CheckConstraint("(kind = 'complaint') OR (about_id IS NULL)", name="complaint_is_about"),
        Index("ix_subject_request_person_filed", "person_id", "filed_at"),
    )

    reference: str = Field(unique=True, max_length=20)
    person_id: UUID = Field(foreign_key="person.id")
    kind: Kind = Field(sa_type=EnumText[Any](Kind))
    received_on: date
    jurisdiction: str = Field(max_length=12)
    scope: dict[str, Any] = Field(sa_type=Json, description="asking.rules.Scope: of which data")
    since: date | None = None
    until: date | None = None
    format: Format | None = Field(default=None, sa_type=EnumText[Any](Format))
    delivery: Delivery | None = Field(default=None, sa_type=EnumText[Any](Delivery))
    send_to: str = Field(
        default="", sa_type=Text, description="where an answer on paper or as a file goes"
    )
    details: str = Field(default="", sa_type=Text, description="in the person's own words")
    access_needs: str = Field(default="", sa_type=Text)
    channel: Channel = Field(sa_type=EnumText[Any](Channel))
    filed_by_id: UUID = Field(foreign_key="person.id")
    representative: str = Field(default="", max_length=200)
    authority: str = Field(default="", sa_type=Text)
    about_id: UUID | None = Field(default=None, foreign_key="subject_request.id", index=True)
    form_key: UUID = Field(description="one per form shown: a double click files once")
    filed_at: datetime = Field(sa_type=UTCDateTime)


class SubjectRequestEvent(Table, table=True):
    """One thing that was done with a request. Insert-only.

    ``number`` counts each request's without a gap: of two who act on what they both read, the
    database refuses one. ``on`` is the day on which it happened where the request's clock
    runs, which can lie before the moment ``at`` which it was written down. ``text`` is what
    the person is told or said, ``reason`` why; she reads both.
    """

    __tablename__ = "subject_request_event"
    __table_args__ = (
        UniqueConstraint("request_id", "number"),
        UniqueConstraint("request_id", "form_key"),
        CheckConstraint("number >= 1", name="counts_from_one"),
        CheckConstraint("(act = 'received') = (number = 1)", name="begins_with_receipt"),
    )

    request_id: UUID = Field(foreign_key="subject_request.id")
    number: int
    act: Act = Field(sa_type=EnumText[Any](Act))
    at: datetime = Field(sa_type=UTCDateTime)
    on: date
    actor_id: UUID = Field(foreign_key="person.id")
    text: str = Field(default="", sa_type=Text)
    reason: str = Field(default="", sa_type=Text)
    details: dict[str, Any] = Field(
        default_factory=dict,
        sa_type=Json,
        description="ground, owner_id, outcome, approver_id, delivery, letter, sent",
    )
    form_key: UUID | None = Field(default=None, description="one per form shown, if one was")


class SubjectRequestMessage(Table, table=True):
    """What the person and the privacy team wrote to each other about a request. Insert-only."""

    __tablename__ = "subject_request_message"
    __table_args__ = (
        UniqueConstraint("author_id", "form_key"),
        Index("ix_subject_request_message_request_at", "request_id", "at"),
    )

    request_id: UUID = Field(foreign_key="subject_request.id")
    author_id: UUID = Field(foreign_key="person.id")
    text: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=UTCDateTime)
    form_key: UUID = Field(description="one per form shown: a double click sends once")


class SubjectRequestProposal(Table, table=True):
    """The exact words of an answer or an extension that a second officer is asked to approve.

    Insert-only: other words are another proposal. ``number`` is that of the request's last
    event when it was written, so that whatever happens afterwards makes it void. ``decided`` is
    the outcome of a right that has its own (``outcomes.rules.Decided``), copied. ``delivery``
    is how an answer goes out that the portal does not give.
    """

    __tablename__ = "subject_request_proposal"
    __table_args__ = (
        CheckConstraint("act IN ('answered', 'extended')", name="needs_two"),
        CheckConstraint("(act = 'answered') = (outcome IS NOT NULL)", name="answer_has_outcome"),
        Index("ix_subject_request_proposal_request", "request_id", "id"),
    )

    request_id: UUID = Field(foreign_key="subject_request.id")
    number: int
    act: Act = Field(sa_type=EnumText[Any](Act))
    outcome: Outcome | None = Field(default=None, sa_type=EnumText[Any](Outcome))
    ground: str = Field(default="", max_length=40)
    text: str = Field(sa_type=Text)
    reason: str = Field(default="", sa_type=Text)
    enclosed: str = Field(
        default="", max_length=64, description="SHA-256 of the files that go with it"
    )
    decided: dict[str, Any] | None = Field(default=None, sa_type=Json)
    delivery: Delivery | None = Field(default=None, sa_type=EnumText[Any](Delivery))
    made_by: UUID = Field(foreign_key="person.id")
    made_at: datetime = Field(sa_type=UTCDateTime)


class SubjectRequestDraft(Table, table=True):
    """A request that somebody is still writing: hers alone, and kept for 30 days."""

    __tablename__ = "subject_request_draft"

    person_id: UUID = Field(foreign_key="person.id", unique=True)
    form_key: UUID = Field(description="that of the request it becomes")
    answers: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    saved_at: datetime = Field(sa_type=UTCDateTime, index=True)
