"""Short forms for other pages: a month at a glance, the looks at one practice. Pure."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.access_log.looks.views import Row
from app.access_log.sentences import Naming

LATEST = 3


@dataclass(frozen=True)
class Latest:
    """The newest look of one person at one kind of data, and how many came before it."""

    row: Row
    before: int


@dataclass(frozen=True)
class Month:
    """What the first page says of this month. ``marks`` are (day, looks, unusual ones)."""

    first: date
    people: int
    times: int
    reasons: int
    unusual: int
    automatic: int
    marks: Sequence[tuple[int, int, int]]
    latest: Sequence[Latest]

    @property
    def days(self) -> int:
        """How many days the month has."""
        return monthrange(self.first.year, self.first.month)[1]


def month(rows: Iterable[Row], today: date) -> Month:
    """This month so far. ``rows`` are the month's entries, gone through once."""
    people, reasons = set[str](), set[str]()
    times = unusual = automatic = 0
    days: dict[int, list[int]] = {}
    runs: dict[tuple[str, str], Latest] = {}
    for row in rows:
        if row.who.naming is Naming.YOU:
            continue
        if row.who.automatic:
            automatic += 1
            continue
        people.add(row.who.key)
        reasons.add(row.look.purpose)
        times += 1
        unusual += row.unusual
        if (row.day.year, row.day.month) == (today.year, today.month):
            days.setdefault(row.day.day, [0, 0])[row.unusual] += 1
        _add(runs, row)
    return Month(
        first=today.replace(day=1),
        people=len(people),
        times=times,
        reasons=len(reasons),
        unusual=unusual,
        automatic=automatic,
        marks=[(day, usual, odd) for day, (usual, odd) in sorted(days.items())],
        latest=sorted(runs.values(), key=lambda run: _at(run.row), reverse=True)[:LATEST],
    )


def _add(runs: dict[tuple[str, str], Latest], row: Row) -> None:
    run = runs.get((row.who.key, row.what))
    newest = row if run is None or _at(row) > _at(run.row) else run.row
    runs[row.who.key, row.what] = Latest(newest, 0 if run is None else run.before + 1)


def _at(row: Row) -> tuple[datetime, int]:
    return row.at, row.look.seq
