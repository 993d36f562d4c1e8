"""What was gathered for a request: from which source, by which words, and what came of it.

A gathering is insert-only (migration 0026): the search record of RSP-5. How far each source
has come is not; a source that answered keeps its answer. What was found lies in sealed files
(``core.storage``), which these rows name.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field

from app.connectors.schemas import DocumentKind
from app.core.db.base import EnumText, Json, Table, UTCDateTime

PORTAL = "portal"  # the source that is the portal's own rooms


class Progress(StrEnum):
    """How far one source has come."""

    WAITING = "waiting"
    DONE = "done"
    MISSING = "missing"
    LEFT_OUT = "left-out"


class Gathering(Table, table=True):
    """An officer asked the sources; the last one of a request is the one that counts."""

    __tablename__ = "gathering"
    __table_args__ = (
        UniqueConstraint("request_id", "number"),
        UniqueConstraint("request_id", "form_key"),
        CheckConstraint("number >= 1", name="counts_from_one"),
    )

    request_id: UUID = Field(foreign_key="subject_request.id")
    number: int
    employee_id: str = Field(max_length=64)
    terms: list[str] = Field(sa_type=Json, description="the words searched for")
    since: date | None = None
    until: date | None = None
    time_zone: str = Field(max_length=60)
    asked_by: UUID = Field(foreign_key="person.id")
    asked_at: datetime = Field(sa_type=UTCDateTime)
    form_key: UUID


class GatheringSource(Table, table=True):
    """One source of a gathering: to be asked, answered, missing, or left out with a reason.

    ``after`` is the place from which the rest goes on; each portion is kept together with it,
    so that whoever goes on after a crash takes nothing twice and leaves nothing out.
    """

    __tablename__ = "gathering_source"
    __table_args__ = (
        UniqueConstraint("gathering_id", "name"),
        CheckConstraint(
            "progress NOT IN ('missing', 'left-out') OR reason <> ''", name="says_why_not"
        ),
        CheckConstraint("(progress = 'waiting') = (ended_at IS NULL)", name="ended_has_moment"),
        Index("ix_gathering_source_due", "progress", "next_at"),
    )

    gathering_id: UUID = Field(foreign_key="gathering.id")
    name: str = Field(max_length=60)
    title: str = Field(max_length=200)
    run_by: str = Field(default="", max_length=200)
    version_id: UUID | None = Field(default=None, description="connector_version; None: portal")
    third_parties: bool
    tables: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    terms_used: list[str] = Field(default_factory=list, sa_type=Json)
    progress: Progress = Field(sa_type=EnumText[Any](Progress))
    reason: str = Field(default="", sa_type=Text)
    skipped: list[str] = Field(default_factory=list, sa_type=Json)
    portions: int = 0
    records: int = 0
    documents: int = 0
    after: str | None = Field(default=None, sa_type=Text)
    attempts: int = Field(default=0, description="in a row that failed")
    begun_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    next_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    leased_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    removed_at: datetime | None = Field(
        default=None, sa_type=UTCDateTime, description="when its files were removed"
    )


class GatheredRecords(Table, table=True):
    """Rows of one table from one portion: a sealed file, one JSON object a line."""

    __tablename__ = "gathered_records"
    __table_args__ = (UniqueConstraint("source_id", "portion", "name"),)

    source_id: UUID = Field(foreign_key="gathering_source.id")
    portion: int
    name: str = Field(max_length=60, description="the table's name in its source")
    records: int
    file_id: UUID = Field(index=True)


class GatheredDocument(Table, table=True):
    """Something to be read before it is given away, as the source has it and as text.

    ``number`` counts a gathering's documents and stands in addresses. ``file_id`` names the
    original, which nothing alters; ``text_id`` what is read, searched and covered, in which
    passages are counted by code points. ``unreadable`` says what of it could not be turned
    into text. ``key`` of an attachment is that of its message, a slash and its part.
    """

    __tablename__ = "gathered_document"
    __table_args__ = (
        UniqueConstraint("source_id", "key"),
        UniqueConstraint("gathering_id", "number"),
    )

    gathering_id: UUID = Field(foreign_key="gathering.id")
    source_id: UUID = Field(foreign_key="gathering_source.id")
    number: int
    key: str = Field(max_length=300)
    kind: DocumentKind = Field(sa_type=EnumText[Any](DocumentKind))
    title: str = Field(sa_type=Text)
    author: str = Field(default="", sa_type=Text)
    at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    media_type: str = Field(max_length=120)
    participants: list[str] = Field(default_factory=list, sa_type=Json)
    unreadable: str = Field(default="", sa_type=Text)
    sha256: str = Field(max_length=64, description="of the original, hexadecimal")
    file_id: UUID = Field(index=True)
    text_id: UUID = Field(index=True)
    length: int = Field(description="of the text, in code points")
