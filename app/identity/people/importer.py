"""Reading the people file: bytes in, numbered rows and faults out, one line at a time.

A record never spans lines (no field may hold a line break), so that every line is judged
by itself: one bad quotation mark does not swallow the rest of the file.
"""

import codecs
import csv
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from app.identity.people import rules
from app.identity.people.schemas import COLUMNS, Fault, Place, Row, Survey

LONGEST_LINE = 64 * 1024  # bytes; ten fields at their longest are a twentieth of it
_NOT_TEXT = {
    codecs.BOM_UTF32_LE: "is UTF-32",
    codecs.BOM_UTF32_BE: "is UTF-32",
    codecs.BOM_UTF16_LE: "is UTF-16",
    codecs.BOM_UTF16_BE: "is UTF-16",
    b"PK\x03\x04": "is a spreadsheet or an archive",
}

Read = tuple[int, Row] | Fault


def survey(file: BinaryIO) -> Survey:
    """The file as a whole: who is in it, under whom, and all that is wrong with its lines.

    Of a person no more is kept than her id, her manager's and her line, so that a file may
    be larger than memory allows for its rows.
    """
    found = Survey()
    for read in rows(file):
        if isinstance(read, Fault):
            found.faults.append(read)
            continue
        line, row = read
        before = found.places.get(row.employee_id)
        if before is not None:
            fault = Fault(line, "employee_id", f"{row.employee_id} is on line {before.line} too")
            found.faults.append(fault)
            continue
        found.places[row.employee_id] = Place(line, row.manager_employee_id, row.active)
        found.establishments.add(row.establishment)
    return found


def rows(file: BinaryIO) -> Iterator[Read]:
    """Every line as its number and its row, or as the faults it has. Reads from the start."""
    file.seek(0)
    lines = _lines(file)
    header = next(lines, None)
    if header is None:
        yield Fault(1, "", "the file is empty")
        return
    columns = _cells(header[1]) if isinstance(header, tuple) else None
    faults = [header] if isinstance(header, Fault) else _header_faults(columns)
    if faults or columns is None:
        yield from faults
        return
    for line in lines:
        yield from [line] if isinstance(line, Fault) else _read(line[0], line[1], columns)


def _read(number: int, text: str, columns: Sequence[str]) -> Iterator[Read]:
    cells = _cells(text)
    if cells is None:
        yield Fault(number, "", "is not well-formed CSV: look at its quotation marks")
    elif len(cells) != len(columns):
        yield Fault(number, "", f"has {len(cells)} fields, the first line has {len(columns)}")
    else:
        row, faults = rules.checked(number, dict(zip(columns, cells, strict=True)))
        yield from faults
        if row is not None:
            yield number, row


def _header_faults(columns: Sequence[str] | None) -> list[Fault]:
    if columns is None:
        return [Fault(1, "", "is not well-formed CSV: look at its quotation marks")]
    if len(columns) == 1 and (";" in columns[0] or "\t" in columns[0]):
        return [Fault(1, "", "the columns must be separated by commas")]
    missing = [Fault(1, name, "this column is missing") for name in COLUMNS if name not in columns]
    more = [name for name in columns if name not in COLUMNS]
    twice = {name for name in columns if columns.count(name) > 1} & set(COLUMNS)
    return [
        *missing,
        *(Fault(1, _shown(name), "this column is not known; take it out") for name in more),
        *(Fault(1, name, "this column is there twice") for name in sorted(twice)),
    ]


def _shown(name: str) -> str:
    """A column's name that came from outside, fit for a terminal."""
    short = name[:40]
    return short if short and short.isprintable() else ascii(short)


def _cells(text: str) -> list[str] | None:
    try:
        return [cell.strip() for cell in next(csv.reader([text], strict=True))]
    except csv.Error:
        return None


def _lines(file: BinaryIO) -> Iterator[tuple[int, str] | Fault]:
    """The lines that are not blank, with their numbers; bytes that are no UTF-8 stay marked."""
    number = 0
    while raw := file.readline(LONGEST_LINE):
        number += 1
        if number == 1:
            raw = raw.removeprefix(codecs.BOM_UTF8)  # spreadsheets put it there
            if not_text := _not_text(raw):
                yield Fault(1, "", f"the file {not_text}; save it as “CSV UTF-8”")
                return
        if len(raw) == LONGEST_LINE and not raw.endswith(b"\n"):
            _skip_rest_of_line(file)
            yield Fault(number, "", f"is longer than {LONGEST_LINE // 1024} KiB")
            continue
        text = raw.decode("utf-8", "surrogateescape").rstrip("\r\n")
        if text.strip():
            yield number, text


def _not_text(start: bytes) -> str:
    known = next((words for mark, words in _NOT_TEXT.items() if start.startswith(mark)), "")
    return known or ("is not text" if b"\0" in start else "")


def _skip_rest_of_line(file: BinaryIO) -> None:
    while (rest := file.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
        pass
