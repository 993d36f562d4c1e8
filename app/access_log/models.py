"""The log's tables: what is numbered, what is sealed, and what is said about sources."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, SmallInteger
from sqlmodel import Field, SQLModel

from app.core.db.base import Json, Table, UTCDateTime, Uuid16

LOG_SUBJECT = UUID(bytes=b"log".ljust(16, b"\0"))  # entries of the log about itself
SEALED_SUBJECT = UUID(bytes=b"sealed".ljust(16, b"\0"))  # covert entries until they are opened


class Head(SQLModel, table=True):
    """One row: how long the log is. Whoever holds its lock numbers the next entries.

    ``key_epoch`` grows whenever a key is erased or a sealed grant changes: what was prepared
    under an older one is prepared again. ``part`` is the newest partition on PostgreSQL.
    """

    __tablename__ = "head"
    __table_args__ = (
        CheckConstraint("id = 1", name="is_one_row"),
        CheckConstraint("size >= 0", name="size_is_a_count"),
    )

    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    size: int = Field(sa_type=BigInteger)
    key_epoch: int = Field(sa_type=BigInteger)
    part: int = Field(default=0)
    part_since: datetime | None = Field(default=None, sa_type=UTCDateTime)


class Event(SQLModel, table=True):
    """What a source reported once, however many people it is about.

    ``id`` is the source's id: 16 bytes if it is a canonical UUID, else a keyed digest of it.
    ``digest`` is keyed too, so that nothing can be guessed from it once ``body`` and
    ``occurred`` are erased. (source_id, id) is unique; the migration makes that index.
    """

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("length(digest) = 32", name="digest_is_32_bytes"),
        CheckConstraint("entries > 0", name="has_entries"),
        # Each source's own events, for its gaps, late rows and silence.
        Index("ix_event_source_seq", "source_id", "first_seq", "occurred"),
    )

    first_seq: int = Field(
        sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    source_id: UUID = Field(sa_type=Uuid16)
    id: bytes = Field(sa_type=LargeBinary)
    digest: bytes = Field(sa_type=LargeBinary)
    occurred: int | None = Field(
        default=None, sa_type=BigInteger, description="Unix seconds, for gaps and late rows"
    )
    body: bytes | None = Field(default=None, sa_type=LargeBinary)
    entries: int


class Entry(SQLModel, table=True):
    """One line of the log, about one person. Its leaf is public and never dropped."""

    __tablename__ = "entry"
    __table_args__ = (
        CheckConstraint("length(leaf) = 36", name="leaf_is_36_bytes"),
        Index("ix_entry_subject_month_seq", "subject", "month", "seq"),
    )

    seq: int = Field(
        sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    event: int | None = Field(default=None, sa_type=BigInteger)
    subject: UUID = Field(sa_type=Uuid16)
    leaf: bytes = Field(sa_type=LargeBinary)
    month: int = Field(description="YYYYMM in which it was recorded")
    retention: int = Field(sa_type=SmallInteger, description="the log's own retention class")
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)


class Notice(SQLModel, table=True):
    """A statement everybody may read, whose digest is a leaf."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_kind_seq", "kind", "seq"),)

    seq: int = Field(
        sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    kind: int = Field(sa_type=SmallInteger)
    statement: bytes = Field(sa_type=LargeBinary, description="canonical JSON")
    recorded_at: datetime = Field(sa_type=UTCDateTime)


class Heartbeat(SQLModel, table=True):
    """A source said: up to then I have sent so many. Its commitment is a leaf."""

    __tablename__ = "heartbeat"
    __table_args__ = (Index("ix_heartbeat_source_seq", "source_id", "seq"),)

    seq: int = Field(
        sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    source_id: UUID = Field(sa_type=Uuid16)
    covers: int = Field(sa_type=BigInteger, description="Unix seconds, as in event.occurred")
    events_sent: int = Field(sa_type=BigInteger)
    received: int = Field(sa_type=BigInteger, description="how many of those had come by then")
    late: int = Field(sa_type=BigInteger, description="how many ever came after a heartbeat's time")
    recorded_at: datetime = Field(sa_type=UTCDateTime)

    @property
    def covers_until(self) -> datetime:
        return datetime.fromtimestamp(self.covers, UTC)


class SealedGrant(Table, table=True):
    """A leave to keep some accesses to one person's data from her for a time (LAW MON-8)."""

    __tablename__ = "sealed_grant"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="ends_after_start"),)

    subject: UUID = Field(sa_type=Uuid16)
    system: str = Field(max_length=200)
    purpose: str = Field(max_length=200)
    starts_at: datetime = Field(sa_type=UTCDateTime)
    ends_at: datetime = Field(sa_type=UTCDateTime)


class RefusedBatch(Table, table=True):
    """A batch that was refused whole: where it broke, and nothing of what was in it."""

    __tablename__ = "refused_batch"
    __table_args__ = (
        Index("ix_refused_batch_source_at", "source_id", "at"),
        Index("ix_refused_batch_at", "at"),
    )

    source_id: UUID = Field(sa_type=Uuid16)
    at: datetime = Field(sa_type=UTCDateTime)
    status: int = Field(sa_type=SmallInteger, description="the HTTP status it was answered with")
    errors: list[dict[str, Any]] = Field(
        sa_type=Json, description="line, field and message of the first faults"
    )


class Follower(SQLModel, table=True):
    """How far something that reads the log has read: the next entry it will see."""

    __tablename__ = "follower"

    name: str = Field(primary_key=True, max_length=64)
    position: int = Field(sa_type=BigInteger)
