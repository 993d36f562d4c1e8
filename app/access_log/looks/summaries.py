"""Short forms of a list of looks: what is counted of it, a month at a glance. Pure."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from app.access_log.looks.views import Row
from app.access_log.sentences import Naming

LATEST = 3


@dataclass
class Tally:
    """What is counted of looks, the same on every page that gives a number.

    A look is somebody else's: what the reader did herself and what jobs did is counted apart.
    """

    times: int = 0
    unusual: int = 0
    own: int = 0
    automatic: int = 0
    unusual_jobs: int = 0
    _people: set[str] = field(default_factory=set)
    _reasons: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, rows: Iterable[Row]) -> "Tally":
        tally = cls()
        for row in rows:
            tally.add(row)
        return tally

    def add(self, row: Row) -> bool:
        """Count a row; whether it is a look by somebody else."""
        if row.who.naming is Naming.YOU:
            self.own += 1
            return False
        if row.who.automatic:
            self.automatic += 1
            self.unusual_jobs += row.unusual
            return False
        self.times += 1
        self.unusual += row.unusual
        self._people.add(row.who.key)
        self._reasons.add(row.look.purpose)
        return True

    @property
    def people(self) -> int:
        return len(self._people)

    @property
    def reasons(self) -> int:
        return len(self._reasons)


@dataclass(frozen=True)
class Latest:
    """The newest look of one person at one kind of data, and how many came before it."""

    row: Row
    before: int


@dataclass(frozen=True)
class Month:
    """What the first page says of this month. ``marks`` are (day, looks, unusual ones).

    ``missing`` is what systems have not reported, a sentence each; ``closed``: an entry that may
    be of this month does not open, or was deleted.
    """

    first: date
    tally: Tally
    marks: Sequence[tuple[int, int, int]]
    latest: Sequence[Latest]
    missing: Sequence[str] = ()
    closed: bool = False

    @property
    def days(self) -> int:
        """How many days the month has."""
        return monthrange(self.first.year, self.first.month)[1]


def month(rows: Iterable[Row], today: date, missing: Sequence[str] = ()) -> Month:
    """This month so far. ``rows`` hold all that happened in it, and are gone through once."""
    tally, closed = Tally(), False
    days: dict[int, list[int]] = {}
    runs: dict[tuple[str, str], Latest] = {}
    for row in rows:
        if row.look.state != "shown":
            closed = True
            continue
        day = row.day
        if (day.year, day.month) != (today.year, today.month) or not tally.add(row):
            continue
        days.setdefault(day.day, [0, 0])[row.unusual] += 1
        _add(runs, row)
    return Month(
        first=today.replace(day=1),
        tally=tally,
        marks=[(day, usual, odd) for day, (usual, odd) in sorted(days.items())],
        latest=sorted(runs.values(), key=lambda run: _at(run.row), reverse=True)[:LATEST],
        missing=missing,
        closed=closed,
    )


def _add(runs: dict[tuple[str, str], Latest], row: Row) -> None:
    run = runs.get((row.who.key, row.what))
    newest = row if run is None or _at(row) > _at(run.row) else run.row
    runs[row.who.key, row.what] = Latest(newest, 0 if run is None else run.before + 1)


def _at(row: Row) -> tuple[datetime, int]:
    return row.at, row.look.seq
