"""Practices and their versions. What was published is never changed or taken away.

The database itself refuses UPDATE and DELETE of versions, endings and fronts (migration 0005).
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Text, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from app.core.db.base import EnumText, Json, Table, UTCDateTime, new_id, partial_index


class Stage(StrEnum):
    """How far a draft has come. What is published has no stage: it is in use or has ended.

    ``ENDING`` is no words but a ``drafting.schemas.ProposedEnding`` that waits for approval.
    """

    DRAFT = "draft"
    IMPACT_CHECK = "impact-check"
    CONSULTATION = "consultation"
    APPROVED = "approved"
    ENDING = "ending"


class Origin(StrEnum):
    """How words came to be published: taken from a file at set-up, or approved in the portal."""

    SET_UP = "set-up"
    PORTAL = "portal"


class RegisterRevision(SQLModel, table=True):
    """The one row that changes with every publication, so that readers know when to read anew."""

    __tablename__ = "register_revision"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    number: int
    token: UUID = Field(default_factory=new_id, description="never the same twice, in any database")


class Practice(SQLModel, table=True):
    """A practice by the name it keeps for ever; what it says is in its versions."""

    __tablename__ = "practice"

    id: str = Field(primary_key=True, max_length=60)
    created_at: datetime = Field(sa_type=UTCDateTime)


class PracticeVersion(Table, table=True):
    """The exact words published, with their digest. Insert-only."""

    __tablename__ = "practice_version"
    __table_args__ = (
        UniqueConstraint("practice_id", "number", "correction"),
        CheckConstraint("number >= 1 AND correction >= 0", name="counts_from_one"),
        CheckConstraint("length(digest) = 64", name="digest_is_sha256"),
    )

    practice_id: str = Field(foreign_key="practice.id", max_length=60)
    number: int
    correction: int = Field(default=0, description="a small correction of 3 is 3.1")
    in_force_from: date = Field(description="a civil day of the register's time zone")
    document: str = Field(sa_type=Text, description="schemas.canonical of a PracticeDocument")
    digest: str = Field(max_length=64)
    headline: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    approved_by: list[str] = Field(sa_type=Json)
    consulted: str = Field(sa_type=Text)
    adds: bool
    origin: Origin = Field(sa_type=EnumText[Any](Origin))
    published_at: datetime = Field(sa_type=UTCDateTime)


class PracticeEnding(Table, table=True):
    """That a practice stopped, and what became of the data. Insert-only.

    A later version starts it again.
    """

    __tablename__ = "practice_ending"
    __table_args__ = (UniqueConstraint("practice_id", "ended_on"),)

    practice_id: str = Field(foreign_key="practice.id", max_length=60)
    ended_on: date = Field(description="the first day without it")
    fate: str = Field(sa_type=Text)
    fates: list[dict[str, str]] = Field(
        default_factory=list,
        sa_type=Json,
        sa_column_kwargs={"server_default": "[]"},
        description="parts.schemas.CategoryFate of each kind of data",
    )
    reason: str = Field(sa_type=Text)
    approved_by: list[str] = Field(sa_type=Json)
    origin: Origin = Field(sa_type=EnumText[Any](Origin))
    recorded_at: datetime = Field(sa_type=UTCDateTime)


class RegisterFront(Table, table=True):
    """What is said once for the whole register, in its numbered wordings. Insert-only."""

    __tablename__ = "register_front"
    __table_args__ = (CheckConstraint("length(digest) = 64", name="digest_is_sha256"),)

    number: int = Field(unique=True)
    document: str = Field(sa_type=Text, description="schemas.canonical of a Front")
    digest: str = Field(max_length=64)
    published_at: datetime = Field(sa_type=UTCDateTime)


class RegisterDraft(Table, table=True):
    """Words on their way to being published: of a practice, or of the front if ``about`` is empty.

    At most one draft is open for each. What is written in the portal may be incomplete until the
    gate; what a file brought is whole.
    """

    __tablename__ = "register_draft"
    __table_args__ = (
        CheckConstraint("length(digest) = 64", name="digest_is_sha256"),
        partial_index(
            "uq_register_draft_open",
            "about",
            unique=True,
            where="closed_at IS NULL",
        ),
    )

    about: str = Field(max_length=60)
    stage: Stage = Field(sa_type=EnumText[Any](Stage))
    document: str = Field(sa_type=Text)
    digest: str = Field(max_length=64)
    note: str | None = Field(
        default=None, sa_type=Text, description="schemas.canonical of the VersionNote proposed"
    )
    owner_id: UUID | None = Field(
        default=None, description="the person who owns the practice and may write its draft"
    )
    proposal: str | None = Field(
        default=None, sa_type=Text, description="canonical drafting.schemas.Proposal"
    )
    made_at: datetime = Field(sa_type=UTCDateTime)
    closed_at: datetime | None = Field(
        default=None, sa_type=UTCDateTime, description="published, withdrawn or overtaken"
    )
    given_up: bool = Field(
        default=False,
        sa_column_kwargs={"server_default": false()},
        description="withdrawn: what was checked of its words ended with it",
    )
