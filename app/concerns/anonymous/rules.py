"""What comes out of a box from the speak-up origin, and what goes back: no database, no web.

Whoever can write to the spool can put anything into it, so a box is believed nothing that its
own words do not say.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from hashlib import sha256
from uuid import UUID

from app.concerns.models import Act, ConcernEvent, ConcernMessage
from app.core.text import HIDDEN
from app.speakup.rules import Kind

HALF_DAY = 12 * 3600  # seconds: “twice a day”
BATCH = 16  # a batch's commitments are filled up to a multiple of this (LOG.md)
_FIELDS = {
    Kind.REPORT: ("what", "when", "where", "who", "answers"),
    Kind.MESSAGE: ("text",),
    Kind.AGAIN: ("text",),
}
_HEX = {"id": 32, "mailbox": 64, "salt": 64, "answers": 64}


class NotABoxError(ValueError):
    """It holds something else than what the origin puts there."""


@dataclass(frozen=True)
class Content:
    """What one box says. ``words`` are the fields of its kind."""

    id: UUID
    kind: Kind
    mailbox: str
    salt: str
    words: Mapping[str, str]

    @property
    def commitment(self) -> str:
        """What stands for it in the batch."""
        return commitment(self.salt, said_in(self.words))


def content(plain: bytes) -> Content:
    """Raises NotABoxError."""
    try:
        said = json.loads(plain)
        kind = Kind(said["kind"])
        words = {name: said[name] for name in _FIELDS[kind]}
        hexes = {name: said[name] for name in _HEX if name in said}
    except (ValueError, KeyError, TypeError) as strange:
        raise NotABoxError from strange
    if not all(isinstance(each, str) and not HIDDEN.search(each) for each in words.values()):
        raise NotABoxError
    for name, value in hexes.items():
        if not isinstance(value, str) or not re.fullmatch(rf"[0-9a-f]{{{_HEX[name]}}}", value):
            raise NotABoxError
    if not {"id", "mailbox", "salt"} <= hexes.keys():
        raise NotABoxError
    return Content(UUID(hexes["id"]), kind, hexes["mailbox"], hexes["salt"], words)


def said_in(words: Mapping[str, str]) -> str:
    """The words of a box in one line, the same for the same words."""
    return json.dumps(dict(words), sort_keys=True, ensure_ascii=False)


def commitment(salt: str, said: str) -> str:
    """It binds to exactly these words, and can be opened by whoever has them and the salt."""
    return sha256(b"al1 con\0" + bytes.fromhex(salt) + said.encode()).hexdigest()


def slot_of(now: datetime) -> int:
    """Which half day this is."""
    return int(now.timestamp()) // HALF_DAY


def day_moment(day: datetime) -> datetime:
    """A moment that tells no more than its day."""
    return datetime.combine(day.astimezone(UTC).date(), time(), UTC)


def filled_up(commitments: Iterable[str], more: Iterable[str]) -> list[str]:
    """Sorted, with random ones up to the next multiple of 16: how many came is not to be told."""
    found, spare = sorted(commitments), iter(more)
    while len(found) % BATCH:
        found.append(next(spare))
    return sorted(found)


def named_in(text: str, names: Iterable[tuple[UUID, str, str]]) -> set[UUID]:
    """Who is named in a text, by full name or employee number, whatever its case."""
    said = _bare(text)
    return {
        person_id
        for person_id, *called in names
        if any(f" {_bare(each).strip()} " in said for each in called if _bare(each).strip())
    }


@dataclass(frozen=True)
class Line:
    """What the reporter reads of one event or message: by whom, on which day, what."""

    by: str
    act: str
    on: date
    text: str = ""
    does: str = ""


def lines(
    events: Sequence[ConcernEvent],
    messages: Sequence[ConcernMessage],
    words: Mapping[UUID, str],
    until: datetime,
) -> list[Line]:
    """What had happened at a release, the newest first; ``words`` are of opened messages.

    The order is that of the ids, which tell when a row was written: of what the reporter did
    no other moment than a day is kept.
    """
    rows = [(each.id, each.at, _of_event(each)) for each in events if each.act is not _HIDDEN]
    rows += [(each.id, each.at, _of_message(each, words)) for each in messages]
    kept = [(key, line) for key, at, line in rows if at <= until]
    return [line for _key, line in sorted(kept, key=lambda row: (row[1].on, row[0]), reverse=True)]


_HIDDEN = Act.PERSON_NAMED
_SHOWN = {Act.ACKNOWLEDGED, Act.ANSWERED, Act.CLOSED}


def _of_event(event: ConcernEvent) -> Line:
    by = "us" if event.actor_id else "you"
    text, does = (event.text, event.reason) if event.act in _SHOWN else ("", "")
    return Line(by, event.act.value, event.at.date(), text, does)


def _of_message(message: ConcernMessage, words: Mapping[UUID, str]) -> Line:
    by = "us" if message.author_id else "you"
    return Line(by, "message", message.at.date(), words.get(message.id, message.text))


def _bare(text: str) -> str:
    """Words apart by one space, folded, with a space at both ends."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(["", *re.findall(r"[^\W_]+", folded), ""])
