"""Reading the people file: bytes in, numbered rows and faults out, one line at a time.

A record never spans lines (no field may hold a line break), so that every line is judged
by itself: one bad quotation mark does not swallow the rest of the file.
"""

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from app.identity.people import rules
from app.identity.people.schemas import COLUMNS, Fault, Place, Row, Survey

LONGEST_LINE = 64 * 1024  # bytes; ten fields at their longest are a twentieth of it
_QUOTES = "is not well-formed CSV: look at its quotation marks"
_NOT_TEXT = {
    codecs.BOM_UTF32_LE: "is UTF-32",
    codecs.BOM_UTF32_BE: "is UTF-32",
    codecs.BOM_UTF16_LE: "is UTF-16",
    codecs.BOM_UTF16_BE: "is UTF-16",
    b"PK\x03\x04": "is a spreadsheet or an archive",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line read: its row, or its faults and whatever id could be made out all the same.

    Who is named on a faulty line is not unknown: whoever reports to her has no fault.
    """

    number: int
    row: Row | None
    employee_id: str
    faults: list[Fault]


def survey(file: BinaryIO) -> Survey:
    """The file as a whole: who is in it, under whom, and all that is wrong with its lines.

    Of a person no more is kept than her id, her manager's and her line, so that a file may
    be larger than memory allows for its rows.
    """
    found = Survey()
    for line in lines(file):
        found.faults += line.faults
        before = found.places.get(line.employee_id)
        if before is not None:
            message = f"{line.employee_id} is on line {before.line} too"
            found.faults.append(Fault(line.number, "employee_id", message))
        elif line.row is not None:
            row = line.row
            found.places[row.employee_id] = Place(line.number, row.manager_employee_id, row.active)
            found.establishments.add(row.establishment)
        elif line.employee_id:
            found.places[line.employee_id] = Place(line.number, None, active=True)
    return found


def lines(file: BinaryIO) -> Iterator[Line]:
    """Every line that is not blank, from the start of the file; the first names the columns."""
    file.seek(0)
    texts = _texts(file)
    header = next(texts, Fault(1, "", "the file is empty"))
    columns = None if isinstance(header, Fault) else _cells(header[1])
    faults = [header] if isinstance(header, Fault) else _header_faults(header[0], columns)
    if faults or columns is None:
        yield Line(1, None, "", faults)
        return
    for text in texts:
        if isinstance(text, Fault):
            yield Line(text.line, None, "", [text])
        else:
            yield _line(*text, columns)


def _line(number: int, text: str, columns: Sequence[str]) -> Line:
    cells = _cells(text)
    if cells is not None and len(cells) == len(columns):
        named = dict(zip(columns, cells, strict=True))
        row, faults = rules.checked(number, named)
        return Line(number, row, rules.employee_id(named["employee_id"]), faults)
    if cells is None:
        fault = Fault(number, "", _QUOTES)
        cells = _cells(text, strict=False) or []
    else:
        fault = Fault(number, "", f"has {len(cells)} fields, the first line has {len(columns)}")
    where = columns.index("employee_id")
    return Line(
        number, None, rules.employee_id(cells[where]) if where < len(cells) else "", [fault]
    )


def _header_faults(number: int, columns: Sequence[str] | None) -> list[Fault]:
    if columns is None:
        return [Fault(number, "", _QUOTES)]
    if len(columns) == 1 and (";" in columns[0] or "\t" in columns[0]):
        return [Fault(number, "", "the columns must be separated by commas")]
    missing = [
        Fault(number, name, "this column is missing") for name in COLUMNS if name not in columns
    ]
    more = [name for name in columns if name not in COLUMNS]
    twice = {name for name in columns if columns.count(name) > 1} & set(COLUMNS)
    return [
        *missing,
        *(Fault(number, _shown(name), "this column is not known; take it out") for name in more),
        *(Fault(number, name, "this column is there twice") for name in sorted(twice)),
    ]


def _shown(name: str) -> str:
    """A column's name that came from outside, fit for a terminal."""
    short = name[:40]
    return short if short and short.isprintable() else ascii(short)


def _cells(text: str, *, strict: bool = True) -> list[str] | None:
    try:
        return [cell.strip() for cell in next(csv.reader([text], strict=strict))]
    except csv.Error:
        return None


def _texts(file: BinaryIO) -> Iterator[tuple[int, str] | Fault]:
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
