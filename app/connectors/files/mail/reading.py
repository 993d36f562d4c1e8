"""Messages of a mailbox, one after the other, from any of them on (mbox, RFC 4155)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from app.connectors.files.rules import LARGEST

PIECE = 64 * 1024
# the line before a message: who, and when as asctime has it, with or without a zone
_FROM = re.compile(rb"From \S.*\d\d:\d\d.*\d{4}\b")
_BLANK = frozenset({b"\n", b"\r\n"})


@dataclass(frozen=True)
class Letter:
    """A message: where it begins and the next one does. ``raw`` None: it is too large."""

    start: int
    end: int
    raw: bytes | None


class NoMailboxError(Exception):
    """What begins like no mailbox."""


def letters(file: BinaryIO, offset: int, size: int) -> Iterator[Letter]:
    """The messages from an offset on, of the first ``size`` bytes. Raises NoMailboxError.

    ``offset`` is 0 or the ``end`` of a message. A line of a message that begins with “From” is
    none of the mailbox's unless it follows a blank one and says a time.
    """
    file.seek(offset)
    start, position, kept = -1, offset, bytearray()
    is_start, after_blank = True, True
    while position < size and (line := file.readline(min(PIECE, size - position))):
        if is_start and after_blank and line.startswith(b"From ") and _FROM.match(line):
            if start >= 0:
                yield _letter(start, position, kept)
            start, kept = position, bytearray()
        elif start < 0 and line.strip():
            raise NoMailboxError
        elif start >= 0 and len(kept) <= LARGEST + 2:
            kept += line
        position += len(line)
        after_blank = is_start and line in _BLANK
        is_start = line.endswith(b"\n")
    if start >= 0:
        yield _letter(start, position, kept)


def _letter(start: int, end: int, kept: bytearray) -> Letter:
    """A message without the blank line that stands before the next one."""
    for blank in (b"\r\n\r\n", b"\n\n"):
        if kept.endswith(blank):
            del kept[len(kept) - len(blank) // 2 :]
            break
    return Letter(start, end, bytes(kept) if len(kept) <= LARGEST else None)
