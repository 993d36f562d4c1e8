"""A report's tables in words, for the page; and as files, by their codes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from app.core import spreadsheets
from app.core.language import N_
from app.core.language import gettext as _
from app.core.web import dates
from app.insights import rules
from app.insights.queries import Report, Titles
from app.insights.rules import ALL, Keys, Name, Row, Table

MOST_NAMED: Final = 4  # in one line


@dataclass(frozen=True)
class Worded:
    """A table as it is read. ``whole`` is the sum that bars are drawn against, if there is one."""

    name: Name
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[str], float | None]]
    whole: float | None


@dataclass(frozen=True)
class Told:
    """A report in words. ``mostly``: for what most looks were, if that is one reason."""

    tables: Mapping[Name, Worded]
    mostly: str


def told(report: Report, titles: Titles) -> Told:
    words = {Name.LOOKS: titles.reasons, Name.CHOICES: titles.practices}
    tables = {name: worded(table, words.get(name, {})) for name, table in report.tables.items()}
    return Told(tables, most(report.tables[Name.LOOKS], titles.reasons))


def worded(table: Table, titles: Mapping[str, str]) -> Worded:
    """``titles``: what its lines are called that have no name in the code."""
    words = {**titles, **_words(table.name)}
    of_all = table.cell(ALL, table.columns[-1]) if table.rows else None
    return Worded(
        table.name,
        [_together(keys, words) for keys in table.columns],
        [
            (_together(row.keys, words), [*map(_number, row.cells)], _last(row))
            for row in table.rows
        ],
        of_all,
    )


def most(table: Table, titles: Mapping[str, str]) -> str:
    """What the line with the largest sum is called, if it is of one thing alone."""
    lines = [row for row in table.rows if row.keys != ALL]
    largest = max(lines, key=lambda row: (row.cells[-1] or 0, len(row.keys)), default=None)
    if largest is None or len(largest.keys) > 1:
        return ""
    return _together(largest.keys, {**titles, **_words(table.name)})


def as_csv(report: Report) -> bytes:
    """Every number on a line of its own, by its place. Opening it runs nothing."""
    head = spreadsheets.line(["quarter", "table", "row", "column", "value"])
    return spreadsheets.MARK + head + b"".join(map(spreadsheets.line, _lines(report)))


def as_json(report: Report) -> dict[str, Any]:
    """The same, with what it was counted with."""
    return {
        "quarter": report.row.quarter,
        "counted_at": report.row.counted_at.isoformat(),
        "given": report.row.given,
        "lines": [line._asdict() for line in rules.lines(list(report.tables.values()))],
    }


def _lines(report: Report) -> Iterator[list[str]]:
    for table, row, column, value in rules.lines(list(report.tables.values())):
        yield [report.row.quarter, table, row, column, "" if value is None else _plain(value)]


def _together(keys: Keys, words: Mapping[str, str]) -> str:
    if len(keys) > MOST_NAMED:
        return _("All others together")
    return ", ".join(_(words[key]) if key in words else _month(key) for key in keys) or _("All")


def _month(key: str) -> str:
    try:
        return dates.month(date.fromisoformat(f"{key}-01"))
    except ValueError:
        return key


def _number(value: float | None) -> str:
    return _("Not shown") if value is None else f"{value:,.10g}"


def _plain(value: float) -> str:
    return f"{value:.15g}"


def _last(row: Row) -> float | None:
    return row.cells[-1]


def _words(name: Name) -> dict[str, str]:
    """The codes of one table as they are read."""
    return _COMMON | _OF.get(name, {})


_COMMON = {
    "number": N_("Number"),
    "low": N_("From, in 100"),
    "high": N_("To, in 100"),
    "per-hundred": N_("For every 100 people"),
    "practices": N_("Practices in use"),
    "half": N_("Apply to at least half of them"),
    "leaders": N_("Leaders"),
    "others": N_("Everybody else"),
}
_OF = {
    Name.LOOKS: {"undeclared": N_("Reasons the register does not know")},
    Name.ODD: {"unusual": N_("Met one of our rules"), "usual": N_("Met none of them")},
    Name.DIFFERENCES: {
        "as-declared": N_("As the register says"),
        "answered": N_("Not as the register says, or against an answer; an officer said why"),
        "waiting": N_("Not as the register says, or against an answer; nobody has said why yet"),
    },
    Name.QUESTIONS: {
        "open": N_("No answer yet"),
        "in-order": N_("In order"),
        "in-order-not-well-recorded": N_("In order, but not well recorded"),
        "outside-authority": N_("Outside authority"),
    },
    Name.REQUESTS: {
        "in-time": N_("Answered in time"),
        "late": N_("Late"),
        "open": N_("Open, not late"),
        "ended": N_("Taken back or closed"),
        "access": N_("Access"),
        "rectification": N_("Correction"),
        "erasure": N_("Deletion"),
        "restriction": N_("Restriction"),
        "objection": N_("Objection"),
        "portability": N_("Moving data"),
        "human-review": N_("Human review"),
        "complaint": N_("Complaint"),
    },
    Name.CONCERNS: {
        "practice": N_("A practice"),
        "access": N_("An access"),
        "conduct": N_("Somebody’s conduct"),
        "policy": N_("A policy"),
        "else": N_("Something else"),
        "anonymous": N_("Without a name, so no theme"),
    },
}
