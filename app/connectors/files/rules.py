"""Names of files, whom a text mentions, and the place from which a search goes on: pure."""

import json
import os
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from html import unescape
from urllib.parse import quote_from_bytes

from app.connectors.schemas import Asked, Document, SourceError, Value
from app.core.language import gettext as _

ENOUGH = 4 * 2**20  # bytes given after which a portion is given
MOST_READ = 64 * 2**20  # bytes read for one portion
MOST_SKIPPED = 200
LARGEST = 25 * 2**20  # bytes of a message or document
_TAG = re.compile(r"<[^<>]*>")
_UNSEEN = {ord(each): None for each in "\u00ad\u200b\u200c\u200d\u2060\ufeff"}


@dataclass(frozen=True)
class Stamp:
    """A file as it was: its size in bytes, when it was changed, and which one it is."""

    size: int
    changed: int
    number: int

    def goes_on_from(self, before: "Stamp") -> bool:
        """Whether this is the same file, unchanged or with more at its end."""
        return self == before or (self.number == before.number and self.size > before.size)


@dataclass(frozen=True)
class Spot:
    """How far a file was read: bytes and rows. ``before`` is a digest of what comes before."""

    offset: int = 0
    row: int = 0
    before: str = ""
    stamp: Stamp | None = None


@dataclass(frozen=True)
class Place:
    """From where the rest goes on: the part of the configuration, the file, and where in it."""

    part: int = 0
    name: str = ""
    spot: Spot = Spot()


@dataclass
class Taken:
    """What a portion holds so far, and the bytes it holds and has read."""

    rows: dict[str, list[dict[str, Value]]] = field(default_factory=dict)
    keys: dict[str, list[str]] = field(default_factory=dict)
    documents: list[Document] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    size: int = 0
    read: int = 0

    @property
    def is_enough(self) -> bool:
        return self.size >= ENOUGH or self.read >= MOST_READ or len(self.skipped) >= MOST_SKIPPED

    def give(self, document: Document) -> None:
        self.documents.append(document)
        self.size += len(document.content)


def written(place: Place) -> str:
    return json.dumps(asdict(place), separators=(",", ":"))


def place(after: str | None) -> Place:
    """The place that was written. SourceError if it is none."""
    if after is None:
        return Place()
    try:
        found = json.loads(after)
        spot, kept = dict(found["spot"]), found["spot"]["stamp"]
        stamp = None if kept is None else Stamp(**kept)
        read = Place(found["part"], found["name"], Spot(**spot | {"stamp": stamp}))
    except (ValueError, TypeError, KeyError) as unreadable:
        raise no_place() from unreadable
    numbers = (read.part, read.spot.offset, read.spot.row, *(vars(stamp).values() if stamp else ()))
    if not all(type(each) is int and each >= 0 for each in numbers):
        raise no_place()
    if not isinstance(read.name, str) or not isinstance(read.spot.before, str):
        raise no_place()
    return read


def no_place() -> SourceError:
    return SourceError(_("The place to go on from is not known any more."), again=False)


def shown(name: str) -> str:
    """A file's name for people, whatever stands in it."""
    decoded = os.fsencode(name).decode(errors="replace")
    return "".join(each if each.isprintable() else "\ufffd" for each in decoded)


def key(name: str) -> str:
    """A file's name as a key: itself, or its bytes if it is not fit to be read."""
    if shown(name) == name and len(name) <= 200:
        return name
    return "%/" + quote_from_bytes(os.fsencode(name), safe="/ ")


def patterned(patterns: Iterable[str]) -> re.Pattern[str]:
    """A pattern of all these patterns, whatever the case of letters; of none: nothing."""
    return re.compile("|".join(f"(?:{_one(each)})" for each in patterns) or "(?!)", re.I | re.S)


def _one(pattern: str) -> str:
    steps = re.split(r"(\*\*/|\*|\?)", pattern)
    means = {"**/": "(?:[^/]*/)*", "*": "[^/]*", "?": "[^/]"}
    return "".join(means.get(each, re.escape(each)) for each in steps)


class Sought:
    """The words a person is known by, found as whole words however they are written."""

    def __init__(self, asked: Asked) -> None:
        words = {*map(plain, asked.terms)}
        longest_first = sorted((each for each in words if len(each) > 1), key=len, reverse=True)
        longest_first = [plain(asked.employee_id), *longest_first]
        either = "|".join(re.escape(each) for each in longest_first if each) or "(?!)"
        self._words = re.compile(rf"(?<![^\W_])(?:{either})(?![^\W_])")

    def is_in(self, text: str) -> bool:
        return self._words.search(plain(text)) is not None

    def is_in_page(self, page: str) -> bool:
        """Whether a text of HTML mentions her, words cut by tags included."""
        return any(self.is_in(unescape(_TAG.sub(instead, page))) for instead in ("", " "))

    def is_in_name(self, name: str) -> bool:
        return self.is_in(name) or self.is_in(re.sub(r"[-_.+/\s]+", " ", name))


def plain(text: str) -> str:
    """A text in which the same words are the same letters: NFKC, folded, single blanks."""
    seen = unicodedata.normalize("NFKC", text.translate(_UNSEEN)).casefold()
    return " ".join(unicodedata.normalize("NFKC", seen).split())
