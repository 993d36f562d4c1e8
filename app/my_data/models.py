"""Each download of what is held, and by what the next one knows what it gave.

All three are insert-only, held by the database itself (migration 0023).
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from app.core.db.base import Json, Table, UTCDateTime


class OwnDownload(Table, table=True):
    """A person began to download everything; ``base_id`` is what it is compared with."""

    __tablename__ = "own_download"
    __table_args__ = (Index("ix_own_download_person", "person_id", "id"),)

    person_id: UUID = Field(foreign_key="person.id")
    base_id: UUID | None = Field(default=None, foreign_key="own_download.id")
    begun_at: datetime = Field(sa_type=UTCDateTime)


class OwnDownloadEnd(Table, table=True):
    """It was sent to the end. One that broke off has none, and nothing is compared with it."""

    __tablename__ = "own_download_end"

    download_id: UUID = Field(foreign_key="own_download.id", unique=True)
    ended_at: datetime = Field(sa_type=UTCDateTime)
    parts: list[dict[str, Any]] = Field(
        sa_type=Json, description="numbers by part: schemas.Numbers"
    )


class OwnDownloadRecord(Table, table=True):
    """That a record was in a download: keyed digests, from which nothing can be guessed.

    ``handle`` stands for the record's name, ``digest`` for what it said: the first 16 bytes
    of an HMAC-SHA256 each (rules).
    """

    __tablename__ = "own_download_record"
    __table_args__ = (UniqueConstraint("download_id", "part", "handle"),)

    download_id: UUID = Field(foreign_key="own_download.id")
    part: str = Field(max_length=40)
    handle: bytes = Field(sa_type=LargeBinary(16))
    digest: bytes = Field(sa_type=LargeBinary(16))
