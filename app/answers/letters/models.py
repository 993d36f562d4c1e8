"""The parts of an answer, as an officer last wrote them. Insert-only: another text is a version."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from app.core.db.base import Json, Table, UTCDateTime


class AnswerLetter(Table, table=True):
    """One version of the parts (letters.schemas.Parts) of the answer to a request."""

    __tablename__ = "answer_letter"
    __table_args__ = (
        UniqueConstraint("request_id", "number"),
        UniqueConstraint("request_id", "form_key"),
        CheckConstraint("number >= 1", name="counts_from_one"),
    )

    request_id: UUID = Field(foreign_key="subject_request.id")
    number: int
    parts: dict[str, Any] = Field(sa_type=Json)
    made_by: UUID = Field(foreign_key="person.id")
    made_at: datetime = Field(sa_type=UTCDateTime)
    form_key: UUID
