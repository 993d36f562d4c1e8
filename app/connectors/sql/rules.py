"""Pure parts of reading a database: values, keys, places to go on from, terms and sentences."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from json.encoder import encode_basestring_ascii as quoted
from typing import Any
from urllib.parse import quote
from uuid import UUID
from zoneinfo import ZoneInfo

from app.connectors.schemas import Asked, SourceError, Value
from app.connectors.sql.schemas import Matched, SourceTable
from app.core.db.dialects.elsewhere import Days, Trouble
from app.core.language import gettext as _
from app.core.language import ngettext

Binary = bytes | bytearray | memoryview


@dataclass(frozen=True)
class Place:
    """Where a reading goes on: in which table, and after which key (None: at its beginning)."""

    table: int = 0
    key: tuple[Any, ...] | None = None

    def written(self) -> str:
        key = None if self.key is None else [_typed(part) for part in self.key]
        return json.dumps([self.table, key])


def place(written: str | None, keys: Sequence[int]) -> Place:
    """A place from its text; ``keys``: how many columns each table's key has. SourceError."""
    if written is None:
        return Place()
    try:
        table, key = json.loads(written)
        number = range(len(keys)).index(table)
        if key is None:
            return Place(number)
        pairs = zip(range(keys[number]), key, strict=True)
        return Place(number, tuple(_READ[kind](text) for _at, (kind, text) in pairs))
    except (ValueError, TypeError, KeyError, ArithmeticError) as wrong:
        raise SourceError(_("The search cannot go on from there."), again=False) from wrong


def value(found: Any, *, decimal: bool = False, yes_or_no: bool = False) -> Value:
    """A value fit for JSON. TypeError for bytes, which no one could read."""
    if isinstance(found, Binary):
        raise TypeError
    if yes_or_no and found in {0, 1}:
        return bool(found)
    if decimal and isinstance(found, int | float):
        return str(found)
    if found is None or isinstance(found, str | int):
        return found
    if isinstance(found, float) and math.isfinite(found):
        return found
    return _as_text(found)


def _as_text(found: Any) -> str:
    if isinstance(found, Decimal):
        return format(found, "f")
    if isinstance(found, date | datetime | time):
        return found.isoformat()
    if isinstance(found, dict | list):
        return json.dumps(found, ensure_ascii=False, default=str)
    return str(found)


def moment(found: Any, zone: str) -> datetime | None:
    """A cell of the date column as an aware moment, if it is one."""
    if isinstance(found, str):
        try:
            found = datetime.fromisoformat(found)
        except ValueError:
            return None
    if isinstance(found, date) and not isinstance(found, datetime):
        found = datetime.combine(found, time())
    if not isinstance(found, datetime):
        return None
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))


def days(asked: Asked, zone: str) -> Days:
    """The asked days, and the moments they begin and end at where the person works."""
    hers = ZoneInfo(asked.time_zone)

    def midnight(day: date) -> datetime:
        return datetime.combine(day, time(), hers).astimezone(UTC)

    begins = midnight(asked.since) if asked.since else None
    ends = midnight(asked.until + timedelta(days=1)) if asked.until else None
    return Days(asked.since, asked.until, begins, ends, ZoneInfo(zone))


def words_for(matched: Matched, asked: Asked) -> tuple[str, ...]:
    """What to look for in a person column, by what it holds."""
    if matched is Matched.EMPLOYEE_ID:
        return (asked.employee_id,)
    is_email = matched is Matched.EMAIL
    return tuple(term for term in asked.terms if ("@" in term) == is_email)


def numbers(words: Sequence[str]) -> list[int]:
    """Those that are whole numbers as a column could hold them, with or without zeros before."""
    whole = [int(word) for word in words if word.isascii() and word.isdecimal()]
    return [each for each in whole if each < 1 << 63]


def is_hers(found: Any, words: Sequence[str], matched: Matched) -> bool:
    """Whether a row's person column says so letter by letter, whatever a collation makes equal.

    A column of numbers keeps no zeros before them: 123 may be 0123 or somebody else.
    """
    is_whole = isinstance(found, float | Decimal) and found == int(found)
    text = str(int(found) if is_whole else found).rstrip()
    if matched is Matched.EMPLOYEE_ID:
        return text in words
    return text.lower() in {word.lower() for word in words}


def document_key(table: SourceTable, key: Sequence[Any]) -> str:
    """No two keys of a table are one text: 1 is not “1”, and (a/b, c) is not (a, b/c)."""
    return "/".join([table.name, *map(_key_part, key)])


def _key_part(part: Any) -> str:
    if isinstance(part, int):
        return str(part)
    kind = next((name for name, kind in _KINDS if isinstance(part, kind)), "other")
    return f"{kind}:{quote(str(value(part)), safe=' ')}"


def row_key(key: Sequence[Any]) -> str:
    """A row's own name, from the columns that tell it from others: a JSON list of pairs.

    Written by hand: a million rows have a million of them.
    """
    pairs = [f'["{kind}", {quoted(text)}]' for kind, text in map(_typed, key)]
    return f"[{', '.join(pairs)}]"


def refused(trouble: Trouble, *, table: str = "", seconds: int = 0) -> SourceError:
    """What officers read of a trouble; never the driver's own words, which may name an address."""
    words: Mapping[Trouble, str] = {
        Trouble.UNREACHABLE: _("The database cannot be reached."),
        Trouble.REFUSED: _("The database refused the user name or the password."),
        Trouble.NO_DATABASE: _("There is no such database."),
        Trouble.GONE: _("“%(table)s” or a column of it is no longer there."),
        Trouble.FORBIDDEN: _("The account may not read “%(table)s”."),
        Trouble.SLOW: ngettext(
            "The database took longer than %(num)s second to answer.",
            "The database took longer than %(num)s seconds to answer.",
            seconds,
        ),
        Trouble.LOCKED: _("Another program keeps the database locked."),
        Trouble.NO_DRIVER: _("The program that speaks with this kind of database is missing."),
        Trouble.UNBOUNDED: _(
            "Databases of this kind cannot be held to reading, so it is not asked. Let it send what"
            " it has (push), or put it into files."
        ),
        Trouble.OTHER: _("The database did not understand what it was asked."),
    }
    sentence = words[trouble] % {"table": table, "num": seconds}
    return SourceError(sentence, again=trouble in _PASSES)


_PASSES = {Trouble.UNREACHABLE, Trouble.SLOW, Trouble.LOCKED}
_READ: Mapping[str, Any] = {
    "text": str,
    "whole": int,
    "number": float,
    "decimal": Decimal,
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "id": UUID,
}
_KINDS: tuple[tuple[str, type], ...] = (
    ("text", str),
    ("whole", int),
    ("number", float),
    ("decimal", Decimal),
    ("moment", datetime),
    ("day", date),
    ("id", UUID),
)


def _typed(part: Any) -> tuple[str, str]:
    if type(part) is int:
        return "whole", str(part)
    for name, kind in _KINDS:
        if isinstance(part, kind):
            return name, part.isoformat() if isinstance(part, date) else str(part)
    raise SourceError(_("A key is of a kind that rows cannot be told apart by."), again=False)
