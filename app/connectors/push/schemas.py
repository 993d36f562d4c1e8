"""What is said of a source that sends by itself, what it may send, and what it is told."""

import base64
import binascii
import json
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import (
    AwareDatetime,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    field_validator,
    model_validator,
)

from app.connectors.heads.schemas import Head
from app.connectors.schemas import Document, DocumentKind
from app.connectors.tables.schemas import Name, Strict, TableWords, check_tables
from app.register.terms.schemas import Code

_MEDIA_TYPE = r"^[a-z0-9.+-]+/[a-z0-9.+-]+$"
Cell = StrictBool | StrictInt | StrictFloat | StrictStr | None
Key = Annotated[str, Field(min_length=1, max_length=400, pattern=r"^[^\x00-\x1f]+$")]
Line = Annotated[str, Field(max_length=400, pattern=r"^[^\x00-\x1f]*$")]


class Configuration(Head):
    """``source`` is the name under which it has its key (``daylight source list``)."""

    kind: Literal["push"]
    source: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    tables: Annotated[list[TableWords], Field(max_length=100, default_factory=list)]

    @model_validator(mode="after")
    def _tables_fit(self) -> Self:
        check_tables(self.tables, third_parties=self.third_parties)
        return self


class SentDocument(Strict):
    """A document, its bytes in base64 (RFC 4648 4)."""

    key: Key
    kind: DocumentKind
    title: Annotated[Line, Field(min_length=1)]
    media_type: Annotated[str, Field(pattern=_MEDIA_TYPE, max_length=100)]
    content_base64: str
    at: AwareDatetime | None = None
    author: Line = ""

    @field_validator("content_base64")
    @classmethod
    def _is_base64(cls, text: str) -> str:
        try:
            base64.b64decode(text, validate=True)
        except binascii.Error:
            raise ValueError("base64 as in RFC 4648 4, with padding") from None
        return text

    @property
    def document(self) -> Document:
        return Document(
            key=self.key,
            kind=self.kind,
            title=self.title,
            media_type=self.media_type,
            content=base64.b64decode(self.content_base64),
            at=self.at,
            author=self.author,
        )


class SentLine(Strict):
    """A row of a table, or a document: never both."""

    table: Code | None = None
    key: Key | None = None
    values: Annotated[dict[Name, Cell], Field(max_length=200)] | None = None
    document: SentDocument | None = None

    @model_validator(mode="after")
    def _is_a_row_or_a_document(self) -> Self:
        row = (self.table, self.key, self.values)
        whole = all(part is not None for part in row)
        if (self.document is None) != whole or (self.document and any(p is not None for p in row)):
            raise ValueError("either table, key and values, or a document")
        return self

    @property
    def place(self) -> tuple[str, str]:
        """What makes it the same when it is sent twice: its table ("" of a document) and key."""
        return (self.table or "", self.key or (self.document.key if self.document else ""))

    @property
    def canonical(self) -> str:
        """One line of JSON, the same whenever the same is sent."""
        said: dict[str, Any] = self.model_dump(mode="json", exclude_none=False)
        return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class AnswerIn(Strict):
    """The end of an answer: ``records`` counts what was sent, each key once."""

    complete: StrictBool
    records: Annotated[int, Field(strict=True, ge=0)]
    missing: Annotated[str, Field(max_length=1000, pattern=r"^[^\x00]*$")] = ""

    @model_validator(mode="after")
    def _what_is_missing_is_said(self) -> Self:
        if self.complete == bool(self.missing.strip()):
            raise ValueError("missing says what is missing, exactly when complete is false")
        return self


class RangeOut(Strict):
    """Both days are included; null: without a limit. Days are those of ``time_zone``."""

    since: date | None
    until: date | None
    time_zone: str


class DataRequestOut(Strict):
    """Whose data is asked for: by number and by the words she is known by."""

    id: UUID
    employee_id: str
    terms: list[str]
    range: RangeOut
    asked_at: datetime


class DataRequestsOut(Strict):
    requests: list[DataRequestOut]


class TakenOut(Strict):
    """``accepted`` are new, ``duplicates`` were here already, ``records`` are here altogether."""

    accepted: int
    duplicates: int
    records: int


class AnsweredOut(Strict):
    """The answer as it was taken."""

    id: UUID
    records: int
    complete: bool
    answered_at: datetime
