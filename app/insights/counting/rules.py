"""What may be read of counted things, so that no number is of fewer than ``k`` people. Pure.

A line or a column whose people are too few stands together with others, so that every sum that
is published is safe (LAW, “Small numbers”). People are counted, not how often they occur.
Quarters share no event, so two reports never differ by one. What is a state, and not an event, is
told in steps: from one report to the next those could be any number of people up to a step.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence, Set
from itertools import product
from statistics import median
from typing import NamedTuple, TypeVar

from app.core.small_numbers import step
from app.insights.rules import ALL, Keys, Name, Row, Table
from app.subject_requests.models import Kind
from app.subject_requests.statistics.rules import Told, Went

NUMBER: Keys = ("number",)
LOW, HIGH = ("low",), ("high",)
ANSWERED = (Went.IN_TIME, Went.LATE)
Who = TypeVar("Who", bound=Hashable)


def together(people: Mapping[str, Collection[Hashable]], k: int) -> list[Keys]:
    """Each key with enough people alone, and all others as one, at the end. Empty: too few.

    ``people``: everybody a key is of, once for each time. While the others are only one, or too
    few people together, the next smallest joins them, so that none can be worked out of the sum.
    """
    of = {key: set(found) for key, found in people.items()}
    if _many(of, of) < k:
        return []
    rising = sorted(of, key=lambda key: (len(of[key]), len(people[key]), key))
    others = [key for key in rising if len(of[key]) < k]
    for key in rising[len(others) :]:
        if not others or (len(others) > 1 and _many(of, others) >= k):
            break
        others.append(key)
    alone: list[Keys] = [(key,) for key in people if key not in others]
    return [*alone, tuple(key for key in people if key in others)] if others else alone


def listed(
    name: Name,
    people: Mapping[str, Collection[Hashable]],
    k: int,
    between: Iterable[Set[Hashable]] = (),
) -> Table:
    """One number for each key, and their sum.

    ``between``: of whom the difference is from another number that is published. If they are
    somebody and too few, the sum stands alone: it is the same in both places.
    """
    lines = together(people, k)
    if not lines:
        return Table(name, [NUMBER])
    if any(0 < len(found) < k for found in between):
        lines = [tuple(people)]
    sums = [sum(len(people[key]) for key in keys) for keys in lines]
    rows = [Row(keys, [number]) for keys, number in zip(lines, sums, strict=True)]
    return Table(name, [NUMBER], [*rows, Row(ALL, [sum(sums)])])


def crossed(
    name: Name, people: Mapping[tuple[str, str], Counter[Who]], columns: Sequence[str], k: int
) -> Table:
    """A table of two ways with its sums. ``people``: of each cell how often it is of whom.

    A line with a cell of too few people shows its sum alone, and so do as many others that what
    is left of each column is of enough people. Of those lines nothing is known but sums of whole
    lines and whole columns, each of ``k`` people or more: no other sum of their cells follows
    from these, and each cell could be any of ``k`` numbers or more.
    """
    by_row: dict[str, list[Who]] = {}
    by_column: dict[str, list[Who]] = {column: [] for column in columns}
    for (row, column), found in sorted(people.items()):
        by_row.setdefault(row, []).extend(found.elements())
        by_column[column].extend(found.elements())
    lines, across = together(by_row, k), together(by_column, k)
    if not lines:
        return Table(name, [*((column,) for column in columns), ALL])
    cells = [[_sum(people, line, column) for column in across] for line in lines]
    covered = _covered(cells, k)
    numbers = [[cell.total() for cell in row] for row in cells]
    rows = [
        Row(line, [*([None] * len(row) if place in covered else row), sum(row)])
        for place, (line, row) in enumerate(zip(lines, numbers, strict=True))
    ]
    rows.sort(key=lambda row: -(row.cells[-1] or 0))
    totals = [sum(column) for column in zip(*numbers, strict=True)]
    return Table(name, [*across, ALL], [*rows, Row(ALL, [*totals, sum(totals)])])


def _covered(cells: Sequence[Sequence[Counter[Who]]], k: int) -> set[int]:
    """Which lines show their sum alone: those with a cell of too few, and what covers them."""
    covered = {place for place, row in enumerate(cells) if any(len(cell) < k for cell in row)}
    rising = sorted(range(len(cells)), key=lambda place: sum(map(Counter.total, cells[place])))
    for place in rising:
        left = [set().union(*(cells[one][at] for one in covered)) for at in range(len(cells[0]))]
        if not covered or (len(covered) > 1 and all(len(each) >= k for each in left)):
            break
        covered.add(place)
    return covered


class Share(NamedTuple):
    """How many of how many; and how many of these came or went within the quarter."""

    some: int
    of: int
    moved: int = 0


def share(name: Name, parts: Mapping[str, Share], k: int) -> Table:
    """Of each key the step in a hundred in which a share lies.

    None where those of whom it is told became a few more or less: two quarters would be of
    nearly the same people.
    """
    steps = {
        key: None if 0 < each.moved < k else step(each.some, each.of, k)
        for key, each in parts.items()
    }
    rows = [Row((key,), list(found or (None, None))) for key, found in steps.items()]
    return Table(name, [LOW, HIGH], rows)


def headcount(people: int, k: int) -> Table:
    """How many work here, to the nearest ten."""
    rows = [Row(ALL, [round(people, -1)])] if people >= k else []
    return Table(Name.STAFF, [NUMBER], rows)


def leaders(
    of_leaders: Collection[Hashable],
    of_others: Collection[Hashable],
    staff: tuple[int, int],
    k: int,
) -> Table:
    """How many looks there were at each hundred of those whom others report to, and of the others.

    ``staff``: how many leaders work here, and how many others. Told in two figures and without
    the number of looks: the two together would say exactly how many leaders there are.
    """
    found = {"leaders": of_leaders, "others": of_others}
    columns: list[Keys] = [("per-hundred",)]
    if min(staff) < k or any(len(set(each)) < k for each in found.values()):
        return Table(Name.LEADERS, columns)
    return Table(
        Name.LEADERS,
        columns,
        [
            Row((key,), [_two_figures(100 * len(looks) / many)])
            for (key, looks), many in zip(found.items(), staff, strict=True)
        ],
    )


def coverage(practices: Mapping[str, tuple[int, int]], staff: tuple[int, int], k: int) -> Table:
    """How many practices apply to at least half of the leaders, and of the others.

    ``practices``: to how many leaders and others each applies. Half of at least 2k says nothing
    of fewer than k.
    """
    columns = [("practices",), ("half",)]
    if min(staff) < 2 * k:
        return Table(Name.COVERAGE, columns)
    rows = [
        Row(
            (key,),
            [len(practices), sum(2 * found[at] >= staff[at] for found in practices.values())],
        )
        for at, key in enumerate(("leaders", "others"))
    ]
    return Table(Name.COVERAGE, columns, rows)


def requests(found: Sequence[tuple[Hashable, Told]], k: int) -> list[Table]:
    """How people’s requests went by type, and how many days the answers took: the median.

    That is shown where a number says already that those who were answered are enough.
    """
    people: dict[tuple[str, str], Counter[Hashable]] = {
        (kind.value, went.value): Counter() for kind in Kind for went in Went
    }
    for person, told in found:
        people[told.kind.value, told.went.value][person] += 1
    table = crossed(Name.REQUESTS, people, [went.value for went in Went], k)
    known = bool(table.rows) and any((went.value,) in table.columns for went in ANSWERED)
    days = [(person, told.days) for person, told in found if told.days is not None]
    shown = known and len({person for person, _took in days}) >= k
    median_days = [Row(ALL, [median(took for _person, took in days)])] if shown else []
    return [table, Table(Name.DAYS, [NUMBER], median_days)]


def _two_figures(value: float) -> int:
    return int(float(f"{value:.1e}"))


def _many(of: Mapping[str, Set[Hashable]], keys: Iterable[str]) -> int:
    return len({person for key in keys for person in of[key]})


def _sum(people: Mapping[tuple[str, str], Counter[Who]], line: Keys, columns: Keys) -> Counter[Who]:
    return sum((people.get(cell, Counter()) for cell in product(line, columns)), Counter[Who]())
