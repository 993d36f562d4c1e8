"""Short forms for other pages: a month at a glance, the looks at one practice. Pure."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

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


def month(rows: Sequence[Row], today: date) -> Month:
    """This month so far. ``rows`` are the month's entries, the newest first."""
    others = [row for row in rows if row.who.naming is not Naming.YOU]
    by_people = [row for row in others if not row.who.automatic]
    return Month(
        first=today.replace(day=1),
        people=len({row.who.key for row in by_people}),
        times=len(by_people),
        reasons=len({row.look.purpose for row in by_people}),
        unusual=sum(row.unusual for row in by_people),
        automatic=len(others) - len(by_people),
        marks=_marks(by_people, today),
        latest=_latest(by_people),
    )


def _marks(rows: Sequence[Row], today: date) -> list[tuple[int, int, int]]:
    days: dict[int, list[bool]] = {}
    for row in rows:
        if (row.day.year, row.day.month) == (today.year, today.month):
            days.setdefault(row.day.day, []).append(row.unusual)
    return [(day, found.count(False), found.count(True)) for day, found in sorted(days.items())]


def _latest(rows: Sequence[Row]) -> list[Latest]:
    runs: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        runs.setdefault((row.who.key, row.what), []).append(row)
    return [Latest(run[0], len(run) - 1) for run in list(runs.values())[:LATEST]]
