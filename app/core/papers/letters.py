"""A letter of plain values, and the PDF that is made of it."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from app.core.language import gettext as _
from app.core.papers.glyphs import shown

_SOURCE = Path(__file__).with_name("letter.typ")
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_]([A-Z]{2}))?")
_LARGE = 200_000  # characters of JSON
_LONGEST_WORD, _LONGEST_CELL, _WIDTHS = 48, 60, (6, 40)


@dataclass(frozen=True)
class Heading:
    """The title of the part that follows."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """Sentences; a line's end stays one, and an empty line begins another paragraph."""

    text: str


@dataclass(frozen=True)
class Listing:
    """Things that are told one by one; numbered where their order matters."""

    items: Sequence[str]
    numbered: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under their header row. A row that is too short is filled; one too long is refused."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Notice:
    """What must not be overlooked, in a tinted box."""

    text: str


Block = Heading | Paragraph | Listing | Table | Notice


@dataclass(frozen=True)
class Letter:
    """Everything a letter says, as plain text: nothing in it is markup.

    ``language`` is a tag of a language, with a region or without (“en-GB”); ``day`` stands on the
    letter and is the only moment in the file; ``to`` and ``address`` are lines.
    """

    title: str
    language: str
    organisation: str
    address: Sequence[str]
    to: Sequence[str]
    day: date
    reference: str
    blocks: Sequence[Block]


def letter(letter: Letter) -> bytes:
    """The letter as a tagged PDF (ISO 14289-1: PDF/UA-1), always in the same bytes.

    ValueError: the language is no tag, or a table's row has more cells than its header.
    """
    import typst

    data = json.dumps(_values(letter))
    made: bytes = typst.compile(
        _SOURCE.read_bytes(),
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"d": data},
        font_paths=typst.Fonts(include_system_fonts=False),
        timestamp=datetime(letter.day.year, letter.day.month, letter.day.day, tzinfo=UTC),
    )
    if len(data) > _LARGE:
        _forget_the_last()
    return made


def _forget_the_last() -> None:
    """Let go of what the typesetter keeps of its last ten works: 400 MB for a table of 10,000."""
    import typst

    for _again in range(11):
        typst.compile(b"", format="pdf", ignore_system_fonts=True)


def _values(letter: Letter) -> dict[str, object]:
    tag = _LANGUAGE.fullmatch(letter.language)
    if tag is None:
        raise ValueError("The language is no tag such as “en” or “en-GB”.")
    reference = shown(letter.reference).strip()
    day = format_date(letter.day, "d MMMM y", locale=_locale(tag))
    marks = [shown(day), *([_("Reference {0}").format(reference)] if reference else [])]
    return {
        "title": _one_line(letter.title) or _("Letter"),
        "language": tag[1],
        "region": tag[2],
        "organisation": _one_line(letter.organisation),
        "address": _lines(letter.address),
        "to": _lines(letter.to) or [""],
        "marks": marks,
        "date": {"year": letter.day.year, "month": letter.day.month, "day": letter.day.day},
        "foot": " · ".join(filter(None, [_one_line(letter.organisation), reference])),
        "words": {"page": _("Page {page} of {pages}")},
        "blocks": [value for block in letter.blocks for value in _block(block)],
    }


def _locale(tag: re.Match[str]) -> str:
    try:
        return str(Locale.parse("_".join(filter(None, tag.groups()))))
    except UnknownLocaleError:
        return "en_GB"


def _block(block: Block) -> Iterable[dict[str, object]]:
    """What the source is given for it: nothing at all for a block without a word."""
    if isinstance(block, Table):
        return [_table(block)] if block.head else []
    if isinstance(block, Listing):
        items = [lines for item in block.items if (lines := _text(item))]
        return [{"kind": "list", "numbered": block.numbered, "items": items}] if items else []
    if isinstance(block, Heading):
        text = _one_line(block.text)
        return [{"kind": "heading", "text": text}] if text else []
    kind, parts = "notice", [block.text]
    if isinstance(block, Paragraph):
        kind = "paragraph"
        parts = re.split(r"\n\s*\n", block.text.replace("\r\n", "\n"))
    return [{"kind": kind, "lines": lines} for part in parts if (lines := _text(part))]


def _table(table: Table) -> dict[str, object]:
    many = len(table.head)
    rows = [[*row, *[""] * (many - len(row))] for row in table.rows]
    if any(len(row) > many for row in rows):
        raise ValueError("A row has more cells than the table has columns.")
    longest = max(_LONGEST_CELL // many, 4)
    columns = zip(table.head, *rows, strict=True)
    return {
        "kind": "table",
        "widths": [_width(column) for column in columns],
        "head": [_text(cell, longest) or [""] for cell in table.head],
        "rows": [[{"lines": _text(cell, longest) or [""]} for cell in row] for row in rows],
    }


def _width(column: Iterable[str]) -> int:
    least, most = _WIDTHS
    return min(max(least, *(len(cell) for cell in column)), most)


def _text(text: str, longest: int = _LONGEST_WORD) -> list[str]:
    """Its lines, without those at the beginning and at the end that say nothing."""
    return [shown(line, longest).rstrip() for line in text.strip().splitlines()]


def _lines(lines: Iterable[str]) -> list[str]:
    return [line for line in map(_one_line, lines) if line]


def _one_line(text: str) -> str:
    return shown(" ".join(text.split())).strip()
