"""A request as a line of a file tells it (INTERFACES, ``deadlines``)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from app.core.errors import RejectedError
from app.identity.calendars.rules import UnknownCalendarError, is_known, local_day
from app.subject_requests.rules import Event, Happened, Right

COLUMNS = ("id", "jurisdiction", "received", "events")
_Kind = TypeVar("_Kind", bound=StrEnum)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class UnreadableError(RejectedError):
    """A line says something that is no request."""


@dataclass(frozen=True)
class Told:
    """What a line says: a right, where, received on which local day, and what happened."""

    right: Right
    jurisdiction: str
    received: date
    events: tuple[Event, ...]


def told(row: Mapping[str, str | None]) -> Told:
    """Read one line. Raises UnreadableError, or UnknownCalendarError."""
    where = (row["jurisdiction"] or "").strip()
    if not is_known(where):
        raise UnknownCalendarError(where)
    right, events = Right.ACCESS, []
    for key, value in _pairs(row["events"] or ""):
        if key == "type":
            right = _one_of(Right, value, "type")
        else:
            events.append(Event(_one_of(Happened, key, "event"), _day(where, value, key)))
    return Told(right, where, _day(where, row["received"] or "", "received"), tuple(events))


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for part in filter(None, (each.strip() for each in text.split(";"))):
        key, found, value = part.partition("=")
        if not found:
            raise UnreadableError(f"{part!r} is not key=value.")
        yield key.strip(), value.strip()


def _one_of(kind: type[_Kind], value: str, what: str) -> _Kind:
    try:
        return kind(value)
    except ValueError as unknown:
        raise UnreadableError(f"{value!r} is no {what}.") from unknown


def _day(jurisdiction: str, text: str, what: str) -> date:
    """A date, or the local civil date of an instant with its offset."""
    text = text.strip()
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError as unreadable:
        raise UnreadableError(f"{what}: {text!r} is no date and no instant.") from unreadable
    if moment.tzinfo is None:
        raise UnreadableError(f"{what}: {text!r} has a time but no offset from UTC.")
    try:
        return local_day(jurisdiction, moment)
    except OverflowError as beyond:
        raise UnreadableError(f"{what}: {text!r} is outside the calendar.") from beyond
