"""Policies, their versions, and who says she read which. What was published or said stays.

The database itself refuses UPDATE and DELETE of versions and acknowledgements (migration
0012_policies).
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.db.base import Json, Table, UTCDateTime, partial_index


class Policy(SQLModel, table=True):
    """A policy by the name it keeps for ever; what it says is in its versions."""

    __tablename__ = "policy"

    id: str = Field(primary_key=True, max_length=60)
    created_at: datetime = Field(sa_type=UTCDateTime)


class PolicyVersion(Table, table=True):
    """The exact words published, with their digest. Insert-only."""

    __tablename__ = "policy_version"
    __table_args__ = (
        UniqueConstraint("policy_id", "number"),
        CheckConstraint("number >= 1", name="counts_from_one"),
        CheckConstraint("length(digest) = 64", name="digest_is_sha256"),
    )

    policy_id: str = Field(foreign_key="policy.id", max_length=60)
    number: int
    in_force_from: date = Field(description="a civil day of the register's time zone")
    document: str = Field(sa_type=Text, description="schemas.canonical of a PolicyDocument")
    digest: str = Field(max_length=64)
    what_changed: list[str] = Field(sa_type=Json, description="at most three sentences")
    drafted_by: UUID = Field(foreign_key="person.id")
    published_by: UUID = Field(foreign_key="person.id")
    published_at: datetime = Field(sa_type=UTCDateTime)


class PolicyDraft(Table, table=True):
    """Words on their way to being published. At most one draft of a policy is open."""

    __tablename__ = "policy_draft"
    __table_args__ = (
        partial_index(
            "uq_policy_draft_open",
            "policy_id",
            unique=True,
            where="closed_at IS NULL",
        ),
    )

    policy_id: str = Field(foreign_key="policy.id", max_length=60)
    document: str = Field(sa_type=Text)
    what_changed: list[str] = Field(sa_type=Json)
    in_force_from: date | None = Field(default=None, description="None: the day of publication")
    drafted_by: UUID = Field(foreign_key="person.id")
    made_at: datetime = Field(sa_type=UTCDateTime)
    closed_at: datetime | None = Field(
        default=None, sa_type=UTCDateTime, description="published, or overtaken by another draft"
    )


class PolicyAcknowledgement(Table, table=True):
    """That a person says she has read exactly these words. Never that she agrees. Insert-only.

    LAW CON-2: nothing is decided, allowed or processed because of it.
    """

    __tablename__ = "policy_acknowledgement"
    __table_args__ = (
        UniqueConstraint("person_id", "version_id"),
        CheckConstraint("length(digest) = 64", name="digest_is_sha256"),
    )

    person_id: UUID = Field(foreign_key="person.id")
    version_id: UUID = Field(foreign_key="policy_version.id", index=True)
    digest: str = Field(max_length=64)
    at: datetime = Field(sa_type=UTCDateTime)
