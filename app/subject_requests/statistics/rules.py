"""What events come to as numbers, and which of them may be shown (LAW, “Small numbers”).

No database, no clock. A row or a column whose sum is too small, or would give such a one away,
stands together with others, so that every sum that is published is safe; ``small_tables`` then
covers the cells between them.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import median
from typing import Generic, NamedTuple, TypeVar

from app.core import small_numbers, small_tables
from app.core.small_numbers import K_COUNTS
from app.subject_requests.models import Act, Kind
from app.subject_requests.progress.rules import Happening, Standing, Status, standing

MONTHS = 12
K = TypeVar("K", bound=Hashable)


class Went(StrEnum):
    """How a request went, as of the last day that is counted; each is exactly one of these."""

    IN_TIME = "in-time"
    LATE = "late"
    OPEN = "open"
    ENDED = "ended"


class Told(NamedTuple):
    """What is counted of one request. ``days`` from its receipt to its answer, if it has one."""

    kind: Kind
    month: date
    went: Went
    days: int | None
    extended: bool
    paused: bool


class Row(NamedTuple, Generic[K]):
    """A line of a table: what it is of, its sum, and its cells; None: not shown."""

    keys: tuple[K, ...]
    total: int
    cells: Sequence[int | None]


@dataclass(frozen=True)
class Table(Generic[K]):
    """``columns`` and the keys of rows: several stand together where one alone is too few."""

    columns: Sequence[tuple[Went, ...]]
    totals: Sequence[int]
    rows: Sequence[Row[K]]


@dataclass(frozen=True)
class Figures:
    """All that may be shown. None: too few to show it."""

    received: int
    by_kind: Table[Kind]
    by_month: Table[date]
    extended: int | None
    paused: int | None
    median_days: float | None

    def number(self, went: Went) -> int | None:
        """How many went so, if that may be shown by itself."""
        alone = {columns: total for columns, total in self._sums() if len(columns) == 1}
        return alone.get((went,))

    def _sums(self) -> Iterable[tuple[tuple[Went, ...], int]]:
        return zip(self.by_kind.columns, self.by_kind.totals, strict=True)


def period(today: date) -> tuple[date, date]:
    """The twelve whole months before this one: the first day of it, and the first one after it."""
    until = today.replace(day=1)
    return until.replace(year=until.year - 1), until


def told(
    kind: Kind,
    jurisdiction: str,
    received_on: date,
    events: Sequence[Happening],
    last: date,
) -> Told:
    """One request as it stood at the end of the last day, from its events in whatever order."""
    stands = standing(kind, jurisdiction, received_on, events)
    acts = {event.act for event in events}
    answered = stands.ended_on if stands.status is Status.ANSWERED else None
    return Told(
        kind,
        received_on.replace(day=1),
        _went(stands, last),
        (answered - received_on).days if answered else None,
        Act.EXTENDED in acts,
        Act.CLARIFICATION_ASKED in acts,
    )


def figures(
    requests: Iterable[Told], months: tuple[date, date], k: int = K_COUNTS
) -> Figures | None:
    """What may be shown of requests received in these months; None: nothing, there are too few."""
    since, until = months
    counted = [one for one in requests if since <= one.month < until]
    if len(counted) < k:
        return None
    columns = _together({went: [one.went for one in counted].count(went) for went in Went}, k)
    by_kind = _table(counted, list(Kind), lambda one: one.kind, columns, k)
    made = Figures(
        received=len(counted),
        by_kind=by_kind,
        by_month=_table(counted, _months(since, until), lambda one: one.month, columns, k),
        extended=_of_two(sum(one.extended for one in counted), len(counted), k),
        paused=_of_two(sum(one.paused for one in counted), len(counted), k),
        median_days=None,
    )
    # One that is published says already that there are k answers or more.
    known = made.number(Went.IN_TIME) is not None or made.number(Went.LATE) is not None
    answered = [one.days for one in counted if one.days is not None]
    if not known or len(answered) < k:
        return made
    return Figures(**(vars(made) | {"median_days": median(answered)}))


def _went(stands: Standing, last: date) -> Went:
    if not stands.is_open and stands.status is not Status.ANSWERED:
        return Went.ENDED
    if stands.is_late(last):
        return Went.LATE
    return Went.OPEN if stands.is_open else Went.IN_TIME


def _table(
    counted: Sequence[Told],
    keys: Sequence[K],
    key: Callable[[Told], K],
    columns: Sequence[tuple[Went, ...]],
    k: int,
) -> Table[K]:
    sums = {each: sum(key(one) == each for one in counted) for each in keys}
    rows = _together(sums, k)
    numbers = [
        [sum(key(one) in row and one.went in column for one in counted) for column in columns]
        for row in rows
    ]
    shown = small_tables.hide(numbers, k)
    return Table(
        columns,
        [sum(cells) for cells in zip(*numbers, strict=True)],
        [
            Row(row, sum(exact), cells)
            for row, exact, cells in zip(rows, numbers, shown, strict=True)
        ],
    )


def _together(sums: Mapping[K, int], k: int) -> list[tuple[K, ...]]:
    """Each key whose sum may be shown by itself, and all others as one, at the end."""
    shown = small_numbers.hide(list(sums.values()), k) or [None] * len(sums)
    alone: list[tuple[K, ...]] = [
        (key,) for key, number in zip(sums, shown, strict=True) if number is not None
    ]
    others = tuple(key for key, number in zip(sums, shown, strict=True) if number is None)
    return [*alone, others] if others else alone


def _of_two(number: int, whole: int, k: int) -> int | None:
    """A number, if it and what is left of the whole can both be shown."""
    cells = small_numbers.hide([number, whole - number], k)
    return cells[0] if cells else None


def _months(since: date, until: date) -> list[date]:
    found = [since]
    while (after := (found[-1] + timedelta(days=31)).replace(day=1)) < until:
        found.append(after)
    return found
