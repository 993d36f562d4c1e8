"""Searches by hand, and the files that were found.

A search is insert-only (migration 0034): it is part of the search record (RSP-5). It belongs to
the request and the place, so that a later gathering has it too.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field

from app.core.db.base import EnumText, Json, Table, UTCDateTime


class FileForm(StrEnum):
    """What a file that was found is."""

    PDF = "pdf"
    TEXT = "text"
    MESSAGE = "message"
    MAILBOX = "mailbox"
    CSV = "csv"
    JSON = "json"


class HandSearch(Table, table=True):
    """An officer searched a place: ``source`` is its name in a gathering, ``searched`` says how.

    Without a file nothing was found.
    """

    __tablename__ = "hand_search"
    __table_args__ = (
        UniqueConstraint("request_id", "number"),
        UniqueConstraint("request_id", "form_key"),
        CheckConstraint("number >= 1", name="counts_from_one"),
        CheckConstraint("searched <> ''", name="says_what"),
    )

    request_id: UUID = Field(foreign_key="subject_request.id")
    number: int
    source: str = Field(max_length=60)
    title: str = Field(max_length=200)
    searched: str = Field(sa_type=Text)
    terms: list[str] = Field(sa_type=Json, description="the words searched for")
    since: date | None = None
    until: date | None = None
    searched_on: date
    made_by: UUID = Field(foreign_key="person.id")
    made_at: datetime = Field(sa_type=UTCDateTime)
    form_key: UUID


class HandFile(Table, table=True):
    """A file that was found, sealed; ``sha256`` and ``size`` (bytes) are of what was given."""

    __tablename__ = "hand_file"
    __table_args__ = (CheckConstraint("size > 0", name="is_not_empty"),)

    search_id: UUID = Field(foreign_key="hand_search.id", index=True)
    name: str = Field(max_length=200)
    form: FileForm = Field(sa_type=EnumText[Any](FileForm))
    size: int = Field(sa_type=BigInteger)
    sha256: str = Field(max_length=64)
    file_id: UUID = Field(index=True)
    removed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
