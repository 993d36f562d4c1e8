"""The notation of a longer text: plain lines, no markup of any other kind, and never HTML.

# A heading, alone between empty lines

A paragraph, over as many lines as one likes.

- an item of a list, one to a line
- another

1. a step, one to a line
2. the next step
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from app.core.language import gettext as _
from app.core.text import HIDDEN

LONGEST = 30_000
LONGEST_HEADING = 100
_STEP = re.compile(r"([0-9]+)\. ")
_FOREIGN = ("**", "](", "```")
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Block:
    """A paragraph, a list or steps. A paragraph has one line."""

    kind: Literal["paragraph", "list", "steps"]
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """What stands under one heading. What stands before the first has no heading and no anchor."""

    heading: str
    blocks: tuple[Block, ...]

    @property
    def anchor(self) -> str:
        """Where a link to it leads: “part-what-we-never-do”."""
        return "part-" + (_NOT_A_WORD.sub("-", self.heading.lower()).strip("-") or "text")

    @property
    def words(self) -> str:
        """All of it in one line; a list's items are marked, so that they stay apart."""
        return " ".join(
            f"• {line}" if block.kind == "list" else line
            for block in self.blocks
            for line in block.lines
        )


class NotationError(ValueError):
    """A line that breaks the notation, and what to do about it."""

    def __init__(self, line: int, message: str) -> None:
        at = {"line": line, "what": message}
        super().__init__(_("Line %(line)s: %(what)s") % at if line else message)


Numbered = tuple[int, str]


def read(text: str) -> tuple[Section, ...]:
    """The sections of a policy, which has headings. Raises NotationError as ``sections`` does."""
    found = sections(text)
    if not found[-1].heading:
        raise NotationError(
            0, _("Write at least one heading: a line that begins with # and a space.")
        )
    return found


def sections(text: str) -> tuple[Section, ...]:
    """The sections of a text, a single one without a heading if it has none.

    Raises NotationError at the first line that breaks the notation.
    """
    _check_size(text)
    found: list[Section] = []
    heading, blocks = "", list[Block]()
    for group in _groups(text):
        if not group[0][1].startswith("#"):
            blocks.append(_block(group))
            continue
        if heading or blocks:
            found.append(_section(group[0][0], heading, blocks))
        heading, blocks = _heading(group, found), []
    found.append(_section(0, heading, blocks))
    return tuple(found)


def tidy(text: str) -> str:
    """The one spelling of a text that keeps the notation: a paragraph is one line."""
    return "\n\n".join(_spelt(section) for section in read(text))


def count_words(sections: Sequence[Section]) -> int:
    """How many words there are to read."""
    return sum(len(f"{section.heading} {section.words}".split()) for section in sections)


def _spelt(section: Section) -> str:
    blocks = [f"# {section.heading}"] if section.heading else []
    for block in section.blocks:
        marks = (_mark(block, place) for place in range(1, len(block.lines) + 1))
        blocks.append("\n".join(map("".join, zip(marks, block.lines, strict=True))))
    return "\n\n".join(blocks)


def _mark(block: Block, place: int) -> str:
    return {"paragraph": "", "list": "- ", "steps": f"{place}. "}[block.kind]


def _check_size(text: str) -> None:
    if not text.strip():
        raise NotationError(0, _("Write the text."))
    if len(text) > LONGEST:
        raise NotationError(0, _("Write at most %(most)s characters.") % {"most": f"{LONGEST:,}"})


def _groups(text: str) -> Iterator[list[Numbered]]:
    """Lines that stand together, each with its number."""
    group: list[Numbered] = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        if line.strip():
            group.append((number, line.rstrip()))
        elif group:
            yield group
            group = []
    if group:
        yield group


def _heading(group: list[Numbered], before: Sequence[Section]) -> str:
    number, line = group[0]
    if not line.startswith("# ") or not line[2:].strip():
        raise NotationError(number, _("begin a heading with # and a space, and then its words."))
    if len(group) > 1:
        raise NotationError(group[1][0], _("leave an empty line after a heading."))
    heading = _plain(number, line[2:].strip())
    if len(heading) > LONGEST_HEADING:
        words = _("use at most %(most)s characters in a heading.") % {"most": LONGEST_HEADING}
        raise NotationError(number, words)
    anchor = Section(heading, ()).anchor
    if anchor in {section.anchor for section in before if section.heading}:
        raise NotationError(number, _("give each heading words of its own."))
    return heading


def _section(line: int, heading: str, blocks: Sequence[Block]) -> Section:
    if not blocks:
        raise NotationError(line, _("write something under “%(heading)s”.") % {"heading": heading})
    return Section(heading, tuple(blocks))


def _block(group: list[Numbered]) -> Block:
    first = group[0][1]
    if first.startswith("- "):
        return Block("list", tuple(_item(number, line) for number, line in group))
    if _STEP.match(first):
        return Block("steps", tuple(_step(place, each) for place, each in enumerate(group, 1)))
    for number, line in group:
        if line.startswith(("#", "- ")) or _STEP.match(line):
            raise NotationError(number, _("leave an empty line before a heading or a list."))
    return Block("paragraph", (" ".join(_plain(number, line.strip()) for number, line in group),))


def _item(number: int, line: str) -> str:
    if not line.startswith("- ") or not line[2:].strip():
        raise NotationError(number, _("begin each item of a list with - and a space."))
    return _plain(number, line[2:].strip())


def _step(place: int, numbered: Numbered) -> str:
    number, line = numbered
    if not line.startswith(f"{place}. ") or not line.partition(". ")[2].strip():
        raise NotationError(number, _("begin this step with “%(place)s. ”.") % {"place": place})
    return _plain(number, line.partition(". ")[2].strip())


def _plain(number: int, line: str) -> str:
    """The line, if it is nothing but words."""
    if any(mark in line for mark in _FOREIGN):
        raise NotationError(
            number, _("write plain words: bold, links and code are not shown here.")
        )
    if HIDDEN.search(line):
        raise NotationError(number, _("this holds characters that cannot be shown."))
    return line
