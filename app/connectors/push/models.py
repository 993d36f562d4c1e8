"""What a source that sends by itself was asked for, and what it sent."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field

from app.core.db.base import Json, Table, UTCDateTime


class ConnectorRequest(Table, table=True):
    """One person's data, asked of one source once for each ``reference``.

    Deleted, with what was sent, when nobody needs it any more.
    """

    __tablename__ = "connector_request"
    __table_args__ = (
        UniqueConstraint("connector_id", "reference"),
        CheckConstraint("reference <> ''", name="has_reference"),
        CheckConstraint("(answered_at IS NULL) = (records IS NULL)", name="answer_has_count"),
        Index("ix_connector_request_source", "source", "answered_at", "id"),
    )

    connector_id: UUID = Field(foreign_key="connector.id")
    version_id: UUID = Field(foreign_key="connector_version.id")
    source: str = Field(max_length=64, description="whose key may answer it")
    reference: str = Field(max_length=120)
    employee_id: str = Field(max_length=64)
    terms: list[str] = Field(sa_type=Json)
    since: date | None = None
    until: date | None = None
    time_zone: str = Field(max_length=64)
    asked_at: datetime = Field(sa_type=UTCDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    complete: bool = False
    records: int | None = None
    missing: str = Field(default="", sa_type=Text)


class ConnectorDelivery(Table, table=True):
    """What one call brought that was new: a stored file, sealed, of one JSON line for each."""

    __tablename__ = "connector_delivery"
    __table_args__ = (UniqueConstraint("request_id", "number"),)

    request_id: UUID = Field(foreign_key="connector_request.id")
    number: int
    file_id: UUID = Field(unique=True)
    records: int
    sent_at: datetime = Field(sa_type=UTCDateTime)


class ConnectorRecord(Table, table=True):
    """That something was sent, by digests: of its table and key, and of its content."""

    __tablename__ = "connector_record"
    __table_args__ = (UniqueConstraint("request_id", "place"),)

    request_id: UUID = Field(foreign_key="connector_request.id")
    place: str = Field(max_length=64)
    content: str = Field(max_length=64)
