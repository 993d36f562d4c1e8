"""What a person had looked up of herself in another system, and the rows that came.

The rows lie in sealed files (``core.storage``), which these rows name; they are removed when a
newer search has answered, or after some weeks (rules). That she searched stays.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field

from app.core.db.base import EnumText, Json, Table, UTCDateTime


class Progress(StrEnum):
    """How far a search has come."""

    WAITING = "waiting"
    DONE = "done"
    MISSING = "missing"


class OwnSearch(Table, table=True):
    """One system asked for one person's rows, by herself.

    ``tables`` says in words what it may give, ``kept_back`` counts documents among what came:
    somebody has to read those first. ``after`` is the place from which the rest goes on.
    """

    __tablename__ = "own_search"
    __table_args__ = (
        CheckConstraint("(progress = 'waiting') = (ended_at IS NULL)", name="ended_has_moment"),
        Index("ix_own_search_of", "person_id", "connector_id", "id"),
        Index("ix_own_search_due", "progress", "next_at"),
    )

    person_id: UUID = Field(foreign_key="person.id")
    connector_id: UUID = Field(foreign_key="connector.id")
    version_id: UUID = Field(foreign_key="connector_version.id")
    title: str = Field(max_length=200)
    employee_id: str = Field(max_length=64)
    terms: list[str] = Field(sa_type=Json, description="the words searched for")
    time_zone: str = Field(max_length=60)
    asked_at: datetime = Field(sa_type=UTCDateTime)
    progress: Progress = Field(default=Progress.WAITING, sa_type=EnumText[Any](Progress))
    reason: str = Field(default="", sa_type=Text, description="why it is missing, for officers")
    tables: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    skipped: list[str] = Field(default_factory=list, sa_type=Json)
    portions: int = 0
    records: int = 0
    kept_back: int = 0
    after: str | None = Field(default=None, sa_type=Text)
    attempts: int = Field(default=0, description="in a row that failed")
    begun_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    next_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    leased_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    removed_at: datetime | None = Field(
        default=None, sa_type=UTCDateTime, description="when its files were removed"
    )


class OwnSearchRecords(Table, table=True):
    """Rows of one table from one portion: a sealed file, ``[key, row]`` as JSON on each line."""

    __tablename__ = "own_search_records"
    __table_args__ = (UniqueConstraint("search_id", "portion", "name"),)

    search_id: UUID = Field(foreign_key="own_search.id")
    portion: int
    name: str = Field(max_length=60, description="the table's name in its source")
    records: int
    file_id: UUID = Field(index=True)
