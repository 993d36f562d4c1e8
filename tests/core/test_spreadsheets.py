"""What a spreadsheet would run is text when it comes to us."""

import csv
import io

import pytest

from app.core import spreadsheets


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("＋1", "'＋1"),
        (" \t@SUM(A1)", " \t'@SUM(A1)"),
        ("\ufeff=1", "\ufeff'=1"),
        ("\rx", "'\rx"),
        ("a;-1", "a;'-1"),
        ('x", "=1', 'x", "\'=1'),
        ("one\n=2", "one\n'=2"),
        # and what is none stays as it is
        ("", ""),
        ("a-b, well - yes", "a-b, well - yes"),
        ("2 + 2 = 4", "2 + 2 = 4"),
        ("amara@example.com", "amara@example.com"),
    ],
)
def test_only_what_could_be_a_formula_is_marked(text: str, written: str) -> None:
    assert spreadsheets.inert(text) == written


def test_a_line_is_read_back_as_its_cells() -> None:
    cells = ['He said "no", twice', "two\nlines", "", "ä"]
    line = spreadsheets.line(cells).decode()
    assert line.endswith("\r\n")
    assert next(csv.reader(io.StringIO(line, newline=""))) == cells
