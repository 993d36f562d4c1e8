"""Values as JSON has them, and which records are of the days and practices asked for: pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.identity.held.schemas import Part, Value


@dataclass(frozen=True)
class Wanted:
    """Of which days, both included, in which zone; of which practices (None: of any)."""

    since: date | None = None
    until: date | None = None
    zone: str = "UTC"
    practices: frozenset[str] | None = None


def is_wanted(part: Part, values: Mapping[str, Value], wanted: Wanted) -> bool:
    """Whether a record is of these days and practices. One that has none is: better given."""
    begins = _day(values.get(part.at), wanted.zone)
    ends = _day(values.get(part.until), wanted.zone) if part.until else begins
    too_old = wanted.since is not None and ends is not None and ends < wanted.since
    too_new = wanted.until is not None and begins is not None and begins > wanted.until
    return not (too_old or too_new) and _is_about(values.get(part.practice), wanted.practices)


def _is_about(practice: Value, wanted: frozenset[str] | None) -> bool:
    if wanted is None or not practice:
        return True
    codes = practice if isinstance(practice, list) else [str(practice)]
    return not wanted.isdisjoint(codes)


def _day(value: Value, zone: str) -> date | None:
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(zone)).date()
    return value if isinstance(value, date) else None


def plain(values: Mapping[str, Value]) -> dict[str, Any]:
    """The values as JSON has them: moments in UTC and days as ISO 8601 writes them."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Value) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value
