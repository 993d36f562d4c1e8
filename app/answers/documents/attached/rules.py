"""Where a message names what is attached to it, and its text as if it did not: pure."""

import re
from collections.abc import Iterable, Sequence

from app.answers.documents.rules import one_line
from app.answers.documents.schemas import Covered

Span = tuple[int, int]
APART = "\n\n"
TELLING = re.compile(r"\S\s+\S|\S\.\w{1,5}$")  # names a thing: several words, or a file's ending


def listed(text: str, number: int, title: str) -> Span | None:
    """The line of the ``number``-th thing attached, from one, with the break before it.

    ``documents.mail`` ends a message's text with a paragraph of them, in their order. None if
    the text was cut off before it.
    """
    start = text.rfind(APART) + len(APART)
    lines = text[start:].split("\n")
    if not (start >= len(APART) and 1 <= number <= len(lines)):
        return None
    if not lines[number - 1].endswith(f": {one_line(title)}"):
        return None
    begin = start + sum(len(line) + 1 for line in lines[: number - 1])
    return begin - 1, begin + len(lines[number - 1])


def named(text: str, title: str) -> list[Span]:
    """Where else the name stands, whatever its case, if it is one that tells something."""
    title = one_line(title)
    if not TELLING.search(title):
        return []
    words = r"\s+".join(map(re.escape, title.split()))
    return [found.span() for found in re.finditer(rf"(?<!\w){words}(?!\w)", text, re.IGNORECASE)]


def without(
    text: str, cut: Sequence[Span], covered: Iterable[Covered]
) -> tuple[str, list[Covered]]:
    """The text as if what is cut had never stood there, and what is covered in what is left."""
    if not cut:
        return text, list(covered)
    ordered = sorted(cut)

    def place(offset: int) -> int:
        return offset - sum(min(end, offset) - start for start, end in ordered if start < offset)

    kept, at = [], 0
    for start, end in ordered:
        kept.append(text[at:start])
        at = end
    left = "".join([*kept, text[at:]]).rstrip()
    moved = (Covered(place(each.start), place(each.end), each.reason) for each in covered)
    return left, [each for each in moved if each.start < min(each.end, len(left))]
