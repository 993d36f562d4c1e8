"""Rows of a table in a file, one after the other, from any row on."""

import csv
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from app.connectors.files.rules import Spot, shown
from app.connectors.files.schemas import Format, Sheet
from app.connectors.rows.rules import at
from app.connectors.schemas import SourceError
from app.core.language import gettext as _

LONGEST_LINE = 2**20  # bytes
LARGEST_LIST = 16 * 2**20  # bytes of a list in JSON, which is read whole
MOST_BROKEN = 50  # rows of a file; with more it is not the table that it should be

Row = dict[str, Any] | str  # a sentence on a row that cannot be read


def rows(file: BinaryIO, name: str, sheet: Sheet, spot: Spot) -> Iterator[tuple[Row, Spot]]:
    """Each row with the spot after it, or a sentence on why it is none. SourceError."""
    read = {Format.CSV: _csv, Format.JSON: _list, Format.LINES: _lines}[sheet.format]
    broken = 0
    for row, after in read(file, name, sheet, spot):
        if isinstance(row, str):
            broken += 1
            if broken > MOST_BROKEN:
                raise _no_table(name)
        yield row, after


class _Lines:
    """The lines of a file as text; ``offset`` is the byte after the last one."""

    def __init__(self, file: BinaryIO, name: str, encoding: str, offset: int = 0) -> None:
        self._file, self._name, self._encoding = file, name, encoding
        self.offset = offset
        file.seek(offset)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._file.readline(LONGEST_LINE + 1)
        if not line:
            raise StopIteration
        if len(line) > LONGEST_LINE:
            raise _no_table(self._name)
        encoding = "utf-8-sig" if self.offset == 0 and self._encoding == "utf-8" else self._encoding
        self.offset += len(line)
        return line.decode(encoding)


def _csv(file: BinaryIO, name: str, sheet: Sheet, spot: Spot) -> Iterator[tuple[Row, Spot]]:
    lines = _Lines(file, name, sheet.encoding)
    header = _header(lines, name, sheet)
    number = spot.row
    if spot.offset:
        lines = _Lines(file, name, sheet.encoding, spot.offset)
    reader = csv.reader(lines, delimiter=sheet.delimiter, strict=True)
    while True:
        try:
            fields = next(reader)
        except StopIteration:
            return
        except (csv.Error, UnicodeError) as broken:
            raise _broken(name, number + 1) from broken
        number += 1
        after = Spot(lines.offset, number)
        if not fields:
            continue
        if len(fields) != len(header):
            yield _wrong_row(name, number), after
            continue
        yield dict(zip(header, fields, strict=True)), after


def _header(lines: _Lines, name: str, sheet: Sheet) -> list[str]:
    try:
        header = next(csv.reader(lines, delimiter=sheet.delimiter, strict=True), [])
    except (csv.Error, UnicodeError) as broken:
        raise _broken(name, 0) from broken
    needed = [sheet.person_field, sheet.key_field, *sheet.columns]
    for field in [*needed, *([sheet.at_field] if sheet.at_field else [])]:
        if header.count(field) != 1:
            words = _("“%(name)s” has no column “%(field)s”, or has it twice.")
            raise SourceError(words % {"name": shown(name), "field": field}, again=False)
    return header


def _lines(file: BinaryIO, name: str, sheet: Sheet, spot: Spot) -> Iterator[tuple[Row, Spot]]:
    lines = _Lines(file, name, sheet.encoding, spot.offset)
    number = spot.row
    while True:
        try:
            line = next(lines)
        except StopIteration:
            return
        except UnicodeError as broken:
            raise _broken(name, number + 1) from broken
        number += 1
        if line.strip():
            yield _object(line, name, number), Spot(lines.offset, number)


def _object(line: str, name: str, number: int) -> Row:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        found = None
    return found if isinstance(found, dict) else _wrong_row(name, number)


def _list(file: BinaryIO, name: str, sheet: Sheet, spot: Spot) -> Iterator[tuple[Row, Spot]]:
    file.seek(0)
    whole = file.read(LARGEST_LIST + 1)
    if len(whole) > LARGEST_LIST:
        words = _("“%(name)s” is larger than 16 MiB. Write it line by line instead.")
        raise SourceError(words % {"name": shown(name)}, again=False)
    try:
        found = json.loads(whole.decode("utf-8-sig"))
    except (ValueError, RecursionError) as broken:
        raise _no_table(name) from broken
    if sheet.rows:
        found = at(found, sheet.rows) if isinstance(found, dict) else None
    if not isinstance(found, list):
        raise _no_table(name)
    for number, row in enumerate(found[spot.row :], start=spot.row + 1):
        fit = row if isinstance(row, dict) else _wrong_row(name, number)
        yield fit, Spot(len(whole), number)


def _wrong_row(name: str, number: int) -> str:
    words = _("Row %(number)s of “%(name)s” could not be read.")
    return words % {"number": number, "name": shown(name)}


def _broken(name: str, number: int) -> SourceError:
    words = _("“%(name)s” cannot be read from row %(number)s on.")
    return SourceError(words % {"number": number, "name": shown(name)}, again=False)


def _no_table(name: str) -> SourceError:
    words = _("“%(name)s” is not the table that it should be.")
    return SourceError(words % {"name": shown(name)}, again=False)
