"""Quarters, the tables that are published of one, and two of these held against each other. Pure.

Quarters are counted in UTC, as the months of the log are.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple

_NAME: Final = re.compile(r"([1-9][0-9]{3})-Q([1-4])")
SETTLED: Final = timedelta(hours=1)  # what was on its way when the quarter ended has come
REACH_BY: Final = timedelta(days=7)  # later, too many marks of visits are written over
Keys = tuple[str, ...]
ALL: Keys = ()


class Quarter(NamedTuple):
    """Three months of a year. Its first moment belongs to it, the last one to the next."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def since(self) -> datetime:
        return datetime(self.year, 3 * self.number - 2, 1, tzinfo=UTC)

    @property
    def until(self) -> datetime:
        year, month0 = divmod(self.year * 12 + 3 * self.number, 12)
        return datetime(year, month0 + 1, 1, tzinfo=UTC)

    @property
    def last(self) -> datetime:
        """The first moment of its last month."""
        return self.until.replace(year=self.year, month=3 * self.number)

    @property
    def months(self) -> list[str]:
        """Such as 2026-07, in their order."""
        return [f"{self.year}-{3 * self.number - left:02}" for left in (2, 1, 0)]


def quarter(name: str) -> Quarter | None:
    """The quarter of this name, such as 2026-Q3; None if it is no such name."""
    found = _NAME.fullmatch(name)
    return Quarter(int(found[1]), int(found[2])) if found else None


def last_ended(now: datetime) -> Quarter:
    """The last one that can be counted: over for an hour."""
    at = now.astimezone(UTC) - SETTLED
    year, before = divmod(at.year * 4 + (at.month - 1) // 3 - 1, 4)
    return Quarter(year, before + 1)


def uncounted(newest: Quarter | None, last: Quarter) -> list[Quarter]:
    """The quarters after the newest that was counted, up to the last that can be; at first that."""
    found = [last]
    while newest and (before := Quarter(*_before(found[0]))) > newest:
        found.insert(0, before)
    return found if newest is None or last > newest else []


def _before(quarter: Quarter) -> tuple[int, int]:
    year, before = divmod(quarter.year * 4 + quarter.number - 2, 4)
    return year, before + 1


class Name(StrEnum):
    """The tables of a report, in their order."""

    STAFF = "staff"
    REACH = "reach"
    LOOKS = "looks"
    ODD = "odd"
    DIFFERENCES = "differences"
    QUESTIONS = "questions"
    REQUESTS = "requests"
    DAYS = "days"
    CONCERNS = "concerns"
    CHOICES = "choices"
    LEADERS = "leaders"
    COVERAGE = "coverage"


NOT_COUNTED_AGAIN: Final = frozenset({Name.REACH})  # the days it was counted from are written over


class Row(NamedTuple):
    """What a line is of, several where one alone is too few, ALL for the sum; and its cells.

    None: not shown.
    """

    keys: Keys
    cells: Sequence[float | None]


class Table(NamedTuple):
    """One table of a report. Without rows: too few to show it."""

    name: Name
    columns: Sequence[Keys]
    rows: Sequence[Row] = ()

    def cell(self, row: Keys, column: Keys) -> float | None:
        """One number, None where it is not shown or there is no such line."""
        places = {keys: place for place, keys in enumerate(self.columns)}
        found = next((each for each in self.rows if each.keys == row), None)
        return found.cells[places[column]] if found and column in places else None


def as_json(tables: Sequence[Table]) -> list[Any]:
    return [
        [each.name.value, [list(keys) for keys in each.columns], _rows(each)] for each in tables
    ]


def from_json(kept: Sequence[Any]) -> dict[Name, Table]:
    """The tables by their name, in their order."""
    return {
        Name(name): Table(
            Name(name),
            [tuple(keys) for keys in columns],
            [Row(tuple(keys), cells) for keys, cells in rows],
        )
        for name, columns, rows in kept
    }


class Line(NamedTuple):
    """One published number by its place; ``value`` is None where it is not shown."""

    table: Name
    row: str
    column: str
    value: float | None


def lines(tables: Sequence[Table]) -> Iterator[Line]:
    """Every number of a report, one by one. A table that is not shown is one line."""
    for each in tables:
        if not each.rows:
            yield Line(each.name, "", "", None)
        for keys, cells in each.rows:
            for column, value in zip(each.columns, cells, strict=True):
                yield Line(each.name, _word(keys), _word(column), value)


class Verdict(StrEnum):
    EQUAL = "equal"
    DIFFERENT = "different"
    NOT_COUNTED = "not-counted-again"


class Compared(NamedTuple):
    """One line as it was published and as it was counted again. None: not there or not shown."""

    line: Line
    again: float | None
    verdict: Verdict


def compared(published: Sequence[Table], again: Sequence[Table]) -> list[Compared]:
    """Line by line what was published, and what is there only now."""
    now = {line[:3]: line for line in lines(again)}
    found = [_held(line, now.pop(line[:3], None)) for line in lines(published)]
    return [
        *found,
        *(Compared(line._replace(value=None), line.value, _left(line)) for line in now.values()),
    ]


def _held(line: Line, now: Line | None) -> Compared:
    again = now.value if now else None
    if line.table in NOT_COUNTED_AGAIN:
        return Compared(line, None, Verdict.NOT_COUNTED)
    same = now is not None and again == line.value
    return Compared(line, again, Verdict.EQUAL if same else Verdict.DIFFERENT)


def _left(line: Line) -> Verdict:
    return Verdict.NOT_COUNTED if line.table in NOT_COUNTED_AGAIN else Verdict.DIFFERENT


def _rows(table: Table) -> list[Any]:
    return [[list(keys), list(cells)] for keys, cells in table.rows]


def _word(keys: Keys) -> str:
    return "+".join(keys) or "all"
