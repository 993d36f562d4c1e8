"""Reading YAML without surprises: plain values, the line of each, and every fault by its place.

No anchors, tags, merge keys or second documents: none is needed to write a register, and each
can make a small file large or a value something else. Only ``null``, ``true``, ``false`` and
whole numbers are anything but text, so that ``no`` is Norway and ``08:00`` an hour.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

LARGEST = 4 * 1024 * 1024
DEEPEST = 16
MOST_NODES = 200_000
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,15})")
_PLAIN: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}
_LEADING_TAB = re.compile(r"^ *\t", re.MULTILINE)
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Place = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Fault:
    """Something wrong in a file: where, and what. Lines count from 1; 0 is the file itself."""

    line: int
    place: str
    message: str

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.message}" + (f", line {self.line}" if self.line else "")


@dataclass
class Content:
    """What a file says, and on which line each part of it stands."""

    value: Any = None
    lines: dict[Place, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, place: Place, message: str) -> Fault:
        """A fault at a place; a part that is not there is said to be where it is missing from."""
        known = place
        while known and known not in self.lines:
            known = known[:-1]
        return Fault(self.lines.get(known, 0), written(place), message)


def written(place: Place) -> str:
    """“practices[3].retention”; the first of a list is [0], as in the JSON Schema's world."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part[:60]}" for part in place)
    return text.removeprefix(".")


def read(raw: bytes) -> Content:
    """Read a file's bytes. Its value is there exactly when it has no faults."""
    content = Content()
    try:
        _Reading(content, _text(raw)).document()
    except _Unreadable as unreadable:
        content.faults.append(unreadable.fault)
    except yaml.MarkedYAMLError as broken:
        mark = broken.problem_mark or broken.context_mark
        line = mark.line + 1 if mark else 0
        content.faults.append(Fault(line, "", f"this is not YAML: {broken.problem}"))
    except (yaml.YAMLError, UnicodeError) as broken:
        content.faults.append(Fault(0, "", f"this is not YAML: {str(broken).splitlines()[0]}"))
    if content.faults:
        content.value = None
    return content


class _Unreadable(Exception):  # noqa: N818 - it never leaves this file
    def __init__(self, line: int, message: str, place: Place = ()) -> None:
        self.fault = Fault(line, written(place), message)


def _text(raw: bytes) -> str:
    if len(raw) > LARGEST:
        raise _Unreadable(0, f"the file is larger than {LARGEST // 1024 // 1024} MiB")
    try:
        text = raw.decode()
    except UnicodeDecodeError as wrong:
        line = raw.count(b"\n", 0, wrong.start) + 1
        raise _Unreadable(line, "this is not UTF-8: save the file as UTF-8") from None
    if tab := _LEADING_TAB.search(text):
        line = text.count("\n", 0, tab.start()) + 1
        raise _Unreadable(line, "a tab stands before the text: use spaces")
    return text.removeprefix("\ufeff")


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


class _Reading:
    """Builds plain values from YAML's events, remembering lines."""

    def __init__(self, content: Content, text: str) -> None:
        self._content = content
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=_Loader)
        self._nodes = 0

    def document(self) -> None:
        next(self._events)  # the stream starts
        if isinstance(next(self._events), yaml.StreamEndEvent):
            raise _Unreadable(0, "the file is empty")
        self._content.value = self._value(next(self._events), ())
        next(self._events)  # the document ends
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise _Unreadable(_line(after), "a second document begins: keep one")

    def _value(self, event: yaml.Event, place: Place) -> Any:
        line = _line(event)
        self._content.lines.setdefault(place, line)
        self._refuse(event, place, line)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(place)
        return self._mapping(place)

    def _refuse(self, event: yaml.Event, place: Place, line: int) -> None:
        self._nodes += 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Unreadable(line, "anchors and aliases (& and *) are not used here", place)
        if getattr(event, "tag", None):
            raise _Unreadable(line, "tags (!) are not used here", place)
        if len(place) > DEEPEST:
            raise _Unreadable(line, f"nested deeper than {DEEPEST} levels", place)
        if self._nodes > MOST_NODES:
            raise _Unreadable(line, f"more than {MOST_NODES} values")

    @staticmethod
    def _scalar(event: yaml.ScalarEvent) -> Any:
        text: str = event.value
        if event.style not in {None, ""}:
            return text
        if text in _PLAIN:
            return _PLAIN[text]
        return int(text) if _NUMBER.fullmatch(text) else text

    def _sequence(self, place: Place) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            found.append(self._value(event, (*place, len(found))))
        return found

    def _mapping(self, place: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            line = _line(event)
            if not isinstance(event, yaml.ScalarEvent):
                raise _Unreadable(line, "a name must be text", place)
            self._refuse(event, place, line)
            name = str(event.value)
            repeated = name in found
            inner = (*place, name)
            self._content.lines.setdefault(inner, line)
            value = self._value(next(self._events), inner)
            if repeated:
                self._content.faults.append(Fault(line, written(inner), "stands here twice"))
            found.setdefault(name, value)
        return found
