"""What a source system sends, exactly; and what it is answered."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator, TypeAdapter
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict

from app.access_log.rules import Accessor, NewEvent
from app.core.text import HIDDEN_CLASS

MOST_EVENTS = 10_000
MOST_PAIRS = 20_000
AHEAD_SECONDS = 300  # how far a source's clock may be ahead of ours
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
).fullmatch
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch


EARLIEST = 1970  # what is older was not reported by any system


def instant(value: object) -> datetime:
    """RFC 3339 with zone, in UTC; PydanticCustomError if it is anything else."""
    if isinstance(value, str) and len(value) < 64 and _INSTANT(value):
        try:
            moment = datetime.fromisoformat(value if value[-1] != "z" else value.upper())
            if moment.year > EARLIEST:
                return moment if moment.tzinfo is UTC else moment.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    raise PydanticCustomError("instant", "a moment after 1970 as in RFC 3339, with its zone")


def _day(value: object) -> str:
    if isinstance(value, str) and _DAY(value):
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            pass
    raise PydanticCustomError("day", "a day such as 2026-11-19")


def _unique(values: tuple[str, ...]) -> tuple[str, ...]:
    if len(values) > 1 and len(set(values)) != len(values):
        raise PydanticCustomError("repeated", "each one once")
    return values


_CHARACTER = rf"[^{HIDDEN_CLASS}\t\n\r]"  # of one line
_LINE = rf"^{_CHARACTER}+$"
_PLAIN = rf"^{_CHARACTER}*[^{HIDDEN_CLASS}\s]{_CHARACTER}*$"  # and not blank
Text = Annotated[str, Field(min_length=1, max_length=200, pattern=_PLAIN)]
Id = Annotated[str, Field(min_length=1, max_length=128, pattern=_LINE)]
_MomentText = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
_DayText = Annotated[str, Field(json_schema_extra={"format": "date"})]
Instant = Annotated[datetime, PlainValidator(instant, json_schema_input_type=_MomentText)]
Day = Annotated[str, PlainValidator(_day, json_schema_input_type=_DayText)]
Action = Literal["view", "search", "export", "edit", "delete", "share", "print", "listen", "decide"]
_STRICT = ConfigDict(extra="forbid")


@dataclass(slots=True, kw_only=True)
class ReportedAccessor(Accessor):
    """Who looked. Of people of our own organisation only ``id`` and ``kind`` are used."""

    __pydantic_config__ = _STRICT

    id: Id
    kind: Literal["person", "service", "external"]
    name: Text | None = None
    role: Text | None = None
    unit: Text | None = None
    organisation: Text | None = None


ReportedData = TypedDict(
    "ReportedData",
    {
        "from": Day,
        "to": Day,
        "place": Literal["home", "site", "vehicle"],
        "hours": Literal["in", "out"],
    },
    total=False,
)
"""How old the data was, and where and when it was collected."""
ReportedData.__pydantic_config__ = _STRICT  # type: ignore[attr-defined]


@dataclass(slots=True, kw_only=True)
class ReportedAccess(NewEvent):
    """One access to the data of one or more employees."""

    __pydantic_config__ = _STRICT

    source_id: UUID = field(default=UUID(int=0), init=False)  # known by the key, never said
    basis: str | None = field(default=None, init=False)
    technical: Mapping[str, str] = field(default_factory=dict, init=False)
    id: Id
    occurred_at: Instant
    accessor: ReportedAccessor
    subjects: Annotated[
        tuple[Id, ...], AfterValidator(_unique), Field(min_length=1, max_length=10_000)
    ]
    action: Action
    system: Text
    categories: Annotated[tuple[Text, ...], Field(min_length=1, max_length=100)]
    purpose: Text
    case: Text | None = None
    count: Annotated[int, Field(strict=True, ge=1, le=2**53 - 1)] = 1
    data: ReportedData | None = None


class AccessEvents(BaseModel):
    """A batch: all of it is taken, or nothing."""

    model_config = _STRICT

    events: Annotated[list[ReportedAccess], Field(min_length=1, max_length=MOST_EVENTS)]


class Accepted(BaseModel):
    """Events are counted once; indexes count entries, one per event and subject."""

    accepted: int
    duplicates: int
    first_index: int
    last_index: int


class HeartbeatIn(BaseModel):
    """``events_sent``: distinct ids this source ever sent, of events up to ``covers_until``."""

    model_config = _STRICT

    covers_until: Instant
    events_sent: Annotated[int, Field(strict=True, ge=0, le=2**53 - 1)]


FIELDS = frozenset(
    {each.name for of in (ReportedAccess, ReportedAccessor) for each in fields(of)}
    | {*ReportedData.__annotations__, *HeartbeatIn.model_fields, "events", "source", "time"}
)
"""Every name that a batch may hold."""


class HeartbeatOut(BaseModel):
    received: int
    missing: int


class Fault(BaseModel):
    """Where it broke. ``line`` is the line of NDJSON, or the event's number in a JSON array."""

    line: int | None = None
    field: str | None = None
    message: str


class Problem(BaseModel):
    """RFC 9457."""

    title: str
    status: int
    detail: str
    errors: list[Fault] = []


REPORTED = TypeAdapter(ReportedAccess)
REPORTED_BATCH = TypeAdapter(list[ReportedAccess])
