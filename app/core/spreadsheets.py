"""Lines of CSV that run nothing when a spreadsheet opens them."""

import csv
import io
import re
from collections.abc import Iterable

MARK = b"\xef\xbb\xbf"  # UTF-8's, by which spreadsheets know the encoding
# What begins a formula, also in full width: at a cell's beginning, or after what a spreadsheet
# set to another separator takes for the beginning of one.
_FORMULA = re.compile(r"""(^[\s\ufeff]*|[;,|"\t\r\n][\s\ufeff]*)(?=[=+\-@＝＋－＠])""")
_BLANK = re.compile(r"^(?=[\t\r\n])")


def line(cells: Iterable[str]) -> bytes:
    """One line of quoted cells, ending in CRLF (RFC 4180), each of them inert."""
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([inert(cell) for cell in cells])
    return written.getvalue().encode()


def inert(text: str) -> str:
    """The text with an apostrophe wherever a formula could begin (OWASP: CSV injection).

    It is not the exact text any more: whoever needs that takes the JSON.
    """
    return _BLANK.sub("'", _FORMULA.sub(r"\1'", text))
