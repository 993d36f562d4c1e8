"""What a row says: its person, its key, its moment, its values. Pure."""

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.connectors.rows.schemas import Rows
from app.connectors.schemas import Asked, Document, DocumentKind, SourceError, Value
from app.core.language import gettext as _

MILLISECONDS = 1e11  # a number of seconds as large as this would be in the year 5138
LONGEST_KEY = 200


def at(row: Mapping[str, object], path: str) -> object:
    """The value at a path (``person.id``; a field of that very name first); None: not there."""
    if path in row:
        return row[path]
    value: object = row
    for step in path.split("."):
        if not isinstance(value, Mapping) or step not in value:
            return None
        value = value[step]
    return value


def label(value: object) -> str:
    """A text or a whole number as text; empty for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value)


def key(row: Mapping[str, object], rows: Rows) -> str:
    """The row's own name. SourceError if it has none."""
    found = label(at(row, rows.key_field))
    if not found or len(found) > LONGEST_KEY or not found.isprintable():
        words = _("A row of “%(table)s” has no fit key in “%(field)s”.")
        raise SourceError(words % {"table": rows.title, "field": rows.key_field}, again=False)
    return found


def values(row: Mapping[str, object], rows: Rows) -> dict[str, Value]:
    """The fields that are mapped. SourceError for a list or an object where a value is due.

    A whole number of more than 64 bits is given as text, which keeps its digits.
    """
    found: dict[str, Value] = {}
    for path in rows.columns:
        value = at(row, path)
        if value is not None and not isinstance(value, str | int | float):
            words = _("“%(field)s” of “%(table)s” is a list or an object, not a value.")
            raise SourceError(words % {"table": rows.title, "field": path}, again=False)
        if isinstance(value, float) and not math.isfinite(value):
            words = _("“%(field)s” of “%(table)s” is not a number that can be written.")
            raise SourceError(words % {"table": rows.title, "field": path}, again=False)
        found[path] = _written(value)
    return found


def _written(value: Value) -> Value:
    if isinstance(value, str):
        return value.encode(errors="replace").decode()
    if isinstance(value, int) and value.bit_length() > 63:
        return str(value)
    return value


def moment(value: object, zone: str) -> datetime | None:
    """The moment a value says; without a zone, where the person works. None: unreadable."""
    try:
        if isinstance(value, str):
            read = datetime.fromisoformat(value.strip())
            aware = read if read.tzinfo is not None else read.replace(tzinfo=ZoneInfo(zone))
            return aware.astimezone(UTC)
        if isinstance(value, int | float) and not isinstance(value, bool):
            seconds = value / 1000 if abs(value) >= MILLISECONDS else value
            return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return None


def is_asked_for(moment: datetime | None, asked: Asked) -> bool:
    """Whether a moment is in the days asked for, where the person works.

    What has no readable date is: it is better given than left out.
    """
    if moment is None:
        return True
    try:
        day = moment.astimezone(ZoneInfo(asked.time_zone)).date()
    except (ValueError, OverflowError):
        return True
    return (asked.since is None or asked.since <= day) and (
        asked.until is None or day <= asked.until
    )


def document(row: Mapping[str, object], rows: Rows, moment: datetime | None) -> Document:
    """A row in which others may be named, to be read before it is given away."""
    own = key(row, rows)
    return Document(
        key=f"{rows.name}/{own}",
        kind=DocumentKind.RECORD,
        title=f"{rows.title} {own}",
        media_type="application/json",
        content=json.dumps(values(row, rows), ensure_ascii=False).encode(),
        at=moment,
        titles=rows.titles,
    )
