"""Taking a body apart, strictly and one event at a time, so that bad input stays cheap.

Python's parser takes a duplicate member, a NaN and any depth; this one does not. An array is
first cut into its elements by looking at quotes and brackets alone: what is left between
them must be plain JSON, and each element is parsed on its own.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from app.ingest.errors import refused, too_large, unreadable
from app.ingest.schemas import MOST_EVENTS

DEEPEST = 64
MOST_MEMBERS = 1000  # of one object
LARGEST_EVENT = 1 << 20
LARGEST_FRAME = 1 << 20  # what is left of an array without its elements
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[\]{}]', re.DOTALL)
_LINE = re.compile(rb"[^ \t\r\n][^\n]*")  # from the first character that is not blank
_OPEN, _SHUT = b"[{", b"]}"
_ELEMENT = b"0"


def parsed(text: bytes, line: int | None = None) -> Any:
    """One JSON value, or a 400: RFC 8259 in UTF-8, no duplicate member, at most 64 deep."""
    try:
        return _DECODER.decode(text.decode())
    except UnicodeDecodeError as wrong:
        raise unreadable("not UTF-8", line) from wrong
    except RecursionError as wrong:
        raise unreadable(f"deeper than {DEEPEST} levels", line) from wrong
    except _TooManyMembersError as wrong:
        where: dict[str, Any] = {} if line is None else {"line": line}
        raise refused([where | {"field": "", "message": str(wrong)}]) from wrong
    except ValueError as wrong:
        # Python's own message may quote what it read; ours says the place and no content.
        place = f" at character {wrong.pos}" if isinstance(wrong, json.JSONDecodeError) else ""
        raise unreadable(_PLAIN.get(str(wrong), f"not JSON{place}"), line) from wrong


def lines(
    body: bytes, *, most: int = MOST_EVENTS, largest: int = LARGEST_EVENT, each: str = "event"
) -> Iterator[tuple[int, bytes]]:
    """The lines of NDJSON that are not blank, with their numbers from 1."""
    refuse_bom(body)
    number, counted = 1, 0
    for events, found in enumerate(_LINE.finditer(body), 1):
        number += body.count(b"\n", counted, found.start())
        counted = found.start()
        _check_size(events, found.end() - counted, most=most, largest=largest, each=each)
        yield number, found[0]


def elements(body: bytes, *, wrapped: bool = True) -> Iterator[tuple[int, bytes]]:
    """The objects of ``[…]`` or, if ``wrapped``, ``{"events": […]}``, numbered from 1."""
    refuse_bom(body)
    spans, frame = _cut(body)
    found = parsed(frame)
    if isinstance(found, dict) and wrapped:
        if unknown := sorted(found.keys() - {"events"}):
            raise refused([{"field": unknown[0][:100], "message": "an unknown field"}])
        found = found.get("events")
        if not isinstance(found, list):
            raise refused([{"field": "events", "message": "a list of events"}])
    if not isinstance(found, list):
        raise unreadable("not an object or an array")
    if len(found) != len(spans) or any(found):
        number = next((n for n, kept in enumerate(found, 1) if kept != 0), 1)
        raise unreadable("not an object", number)
    for number, (start, end) in enumerate(spans, 1):
        yield number, body[start:end]


def refuse_bom(body: bytes) -> None:
    """RFC 8259 8.1: no byte order mark, and no encoding but UTF-8."""
    if body.startswith(_BOMS):
        raise unreadable("a byte order mark; send plain UTF-8", 1)


def check_depth(text: bytes, line: int | None = None) -> None:
    """A 400 if brackets are nested deeper than 64."""
    depth = 0
    for token in _TOKEN.finditer(text):
        kind = token[0]
        if kind in _OPEN:
            depth += 1
            if depth > DEEPEST:
                raise unreadable(f"deeper than {DEEPEST} levels", line)
        elif kind in _SHUT:
            depth -= 1


def _cut(body: bytes) -> tuple[list[tuple[int, int]], bytes]:
    """Where the elements are, and the rest with a 0 in place of each."""
    base = 2 if body.lstrip(b" \t\r\n").startswith(b"{") else 1
    spans: list[tuple[int, int]] = []
    frame: list[bytes] = []
    depth = start = left = 0
    for token in _TOKEN.finditer(body):
        kind = token[0]
        if kind in _OPEN:
            if depth == base and kind == b"{":
                start = token.start()
                frame += body[left:start], _ELEMENT
            depth += 1
            if depth > DEEPEST:
                raise unreadable(f"deeper than {DEEPEST} levels", len(spans) + 1)
        elif kind in _SHUT:
            depth -= 1
            if depth == base and kind == b"}":
                left = token.end()
                spans.append((start, left))
                _check_size(len(spans), left - start)
        if depth > base:
            _check_size(len(spans), token.end() - start)
        elif token.end() - left > LARGEST_FRAME:
            raise unreadable("not an array of objects")
    frame.append(body[left:])
    if sum(map(len, frame)) > LARGEST_FRAME:
        raise unreadable("not an array of objects")
    return spans, b"".join(frame)


def _check_size(
    events: int,
    size: int,
    *,
    most: int = MOST_EVENTS,
    largest: int = LARGEST_EVENT,
    each: str = "event",
) -> None:
    if events > most:
        raise too_large(f"A call may carry {most:,} {each}s.")
    if size > largest:
        raise too_large(f"One {each} may have {largest:,} bytes.")


class _TooManyMembersError(Exception):
    pass


_PLAIN = {
    "duplicate": "a member named twice",
    "constant": "NaN and Infinity are not JSON",
}


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MOST_MEMBERS:
        raise _TooManyMembersError(f"an object with more than {MOST_MEMBERS} members")
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("duplicate")
    return members


def _constant(_name: str) -> NoReturn:
    raise ValueError("constant")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant)
