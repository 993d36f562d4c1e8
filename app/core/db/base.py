"""What every table has, and the column types that keep both dialects alike."""

import json
import os
import time
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import DateTime, Dialect, Index, LargeBinary, MetaData, String, Text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

E = TypeVar("E", bound=StrEnum)

SQLModel.metadata.naming_convention = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
).naming_convention

# Tables of the keys database, which lives apart: what it holds opens what the other keeps.
KEYS = MetaData(naming_convention=SQLModel.metadata.naming_convention)


def new_id(after: UUID | None = None, *, at: datetime | None = None) -> UUID:
    """A UUIDv7: 48 bits of milliseconds, then random (RFC 9562 5.7).

    With ``after`` it is above that one, even if the clock was set back meanwhile; with ``at`` it
    tells that moment and not this one.
    """
    milliseconds = time.time_ns() // 1_000_000 if at is None else int(at.timestamp() * 1000)
    value = milliseconds << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value if after is None else max(value, after.int + 1))


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment, kept and given back in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class EnumText(TypeDecorator[E], Generic[E]):
    """An enum kept as its value in a text column."""

    impl = String
    cache_ok = True

    def __init__(self, enum: type[E]) -> None:
        super().__init__(40)
        self.enum = enum

    def process_bind_param(self, value: E | str | None, _dialect: Dialect) -> str | None:
        return None if value is None else self.enum(value).value

    def process_result_value(self, value: str | None, _dialect: Dialect) -> E | None:
        return None if value is None else self.enum(value)


class Json(TypeDecorator[Any]):
    """JSON kept as text, the same on both dialects."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


class Uuid16(TypeDecorator[UUID]):
    """A UUID kept as its 16 bytes, where many rows and an index make size matter."""

    impl = LargeBinary(16)
    cache_ok = True

    def process_bind_param(self, value: UUID | None, _dialect: Dialect) -> bytes | None:
        return None if value is None else value.bytes

    def process_result_value(self, value: bytes | None, _dialect: Dialect) -> UUID | None:
        return None if value is None else UUID(bytes=bytes(value))


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index of the rows for which ``where`` holds.

    That is an option of each dialect, and naming an option loads the whole dialect: it is kept
    beside the index, for ``migrations/env.py`` to set.
    """
    return Index(name, *columns, unique=unique, info={"where": where})


class Table(SQLModel):
    """A table whose rows are known by a time-ordered id.

    Tables are not validated by pydantic, so their validators are not built.
    """

    model_config = {"defer_build": True}

    id: UUID = Field(default_factory=new_id, primary_key=True)
