"""What is published of a quarter gives nobody away: an attacker's own arithmetic."""

import random
from collections import Counter
from datetime import date
from itertools import chain, combinations, product
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import small_tables
from app.core.small_numbers import step
from app.insights.counting import rules
from app.insights.counting.rules import Share
from app.insights.looks.queries import AS_DECLARED, UNDECLARED, Looks
from app.insights.rules import ALL, Keys, Name, Row, Table
from app.subject_requests.models import Kind
from app.subject_requests.statistics.rules import Told, Went

K = 5
MONTHS = ["2026-07", "2026-08", "2026-09"]
People = dict[str, list[int]]


@pytest.mark.parametrize(
    ("sizes", "lines"),
    [
        ({"a": 12, "b": 8, "c": 4}, [("a",), ("b", "c")]),
        ({"a": 9, "b": 4}, [("a", "b")]),
        ({"a": 9, "b": 6}, [("a",), ("b",)]),
        ({"a": 2, "b": 2}, []),
        ({"a": 20, "b": 0, "c": 0}, [("a", "b", "c")]),
        ({"a": 5}, [("a",)]),
        ({"a": 20, "b": 9, "c": 3}, [("a",), ("b", "c")]),
        ({"a": 20, "b": 2, "c": 3}, [("a",), ("b", "c")]),
        ({}, []),
    ],
)
def test_the_cases_of_the_law(sizes: dict[str, int], lines: list[Keys]) -> None:
    start = {key: 100 * place for place, key in enumerate(sizes)}
    people = {key: list(range(start[key], start[key] + size)) for key, size in sizes.items()}
    assert rules.together(people, K) == lines


def test_however_often_they_occur_few_people_are_few() -> None:
    one = {"a": [1] * 300, "b": list(range(50)), "c": [2, 3, 4] * 9}
    assert rules.together(one, K) == [("a", "b", "c")]
    assert rules.listed(Name.ODD, {"a": [1] * 300}, K).rows == ()
    table = rules.listed(Name.ODD, one, K)
    assert [(row.keys, list(row.cells)) for row in table.rows] == [
        (("a", "b", "c"), [377]),
        (ALL, [377]),
    ]


some_people = st.dictionaries(
    st.sampled_from("abcdef"), st.lists(st.integers(0, 30), max_size=40), max_size=6
)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(some_people)
def test_of_one_list_no_sum_or_difference_is_of_fewer_than_k_people(people: People) -> None:
    """Whatever lines are added up, those people are none or k at the least; so are all others."""
    lines = rules.together(people, K)
    assert sorted(chain(*lines)) == (sorted(people) if lines else [])
    groups = [set(chain(*(people[key] for key in keys))) for keys in lines]
    for size in range(1, len(groups) + 1):
        for some in combinations(groups, size):
            assert len(set().union(*some)) >= K
    for keys in lines:  # what stands together could be split in more than one way
        assert len(keys) > 1 or len(set(people[keys[0]])) >= K
    if lines and all(len(set(found)) >= K for found in people.values()):
        assert all(len(keys) == 1 for keys in lines)


@settings(max_examples=250, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcde"),
            st.sampled_from(MONTHS),
            st.integers(0, 25),
            st.sampled_from([1, 1, 2, 9]),
        ),
        max_size=120,
    )
)
def test_every_covered_cell_could_be_k_different_numbers(
    looks: list[tuple[str, str, int, int]],
) -> None:
    people: dict[tuple[str, str], Counter[int]] = {}
    for reason, month, person, often in looks:
        people.setdefault((reason, month), Counter())[person] += often
    table = rules.crossed(Name.LOOKS, people, MONTHS, K)
    if not table.rows:
        assert len({person for _r, _m, person, _n in looks}) < K
        return
    assert_covered(table, people)
    assert_adds_up(table, people)


def body(table: Table) -> list[Row]:
    return [row for row in table.rows if row.keys != ALL]


def within(people: dict[tuple[str, str], Counter[int]], rows: Keys, columns: Keys) -> Counter[int]:
    cells = (people.get(cell, Counter()) for cell in product(rows, columns))
    return sum(cells, Counter[int]())


def assert_covered(table: Table, people: dict[tuple[str, str], Counter[int]]) -> None:
    """What is shown is of k people or more; what is not has bounds at least k apart."""
    columns, rows = table.columns[:-1], body(table)
    truth = [[within(people, row.keys, column).total() for column in columns] for row in rows]
    hidden = {
        (r, c)
        for r, row in enumerate(rows)
        for c, cell in enumerate(row.cells[:-1])
        if cell is None
    }
    for r, row in enumerate(rows):
        assert len(within(people, row.keys, tuple(chain(*columns)))) >= K
        for c, column in enumerate(columns):
            found = within(people, row.keys, column)
            if (r, c) in hidden:
                low, high = small_tables.bounds(truth, hidden, (r, c))
                assert high - low >= K
            else:
                assert row.cells[c] == found.total()
                assert len(found) >= K
    everything = tuple(chain(*(row.keys for row in rows)))
    assert all(len(within(people, everything, column)) >= K for column in columns)


def assert_adds_up(table: Table, people: dict[tuple[str, str], Counter[int]]) -> None:
    total = next(row for row in table.rows if row.keys == ALL)
    assert total.cells[-1] == sum(found.total() for found in people.values())
    assert sum(row.cells[-1] or 0 for row in body(table)) == total.cells[-1]
    assert sum(cell or 0 for cell in total.cells[:-1]) == total.cells[-1]


def test_a_table_of_many_people_is_shown_whole() -> None:
    people = {(reason, month): Counter(range(20)) for reason in "ab" for month in MONTHS}
    table = rules.crossed(Name.LOOKS, people, MONTHS, K)
    assert [list(row.cells) for row in table.rows] == [
        [20, 20, 20, 60],
        [20, 20, 20, 60],
        [40, 40, 40, 120],
    ]


def test_a_line_with_a_cell_of_few_people_shows_its_sum_alone_and_so_does_another() -> None:
    """However many looks at those few there were."""
    people = {(reason, month): Counter(range(20)) for reason in "abc" for month in MONTHS}
    people["a", "2026-08"] = Counter({1: 40})
    people["b", "2026-09"] = Counter(range(18))
    table = rules.crossed(Name.LOOKS, people, MONTHS, K)
    cells = {row.keys: list(row.cells) for row in table.rows}
    assert cells["a",] == [None, None, None, 80]
    assert cells["b",] == [None, None, None, 58]
    assert cells["c",] == [20, 20, 20, 60]
    assert cells[ALL] == [60, 80, 58, 198]


@pytest.mark.parametrize("seed", range(4))
def test_an_attacker_with_five_hundred_pairs_of_sums_finds_nobody(seed: int) -> None:
    """She adds up what she likes of one report and takes another sum of it away."""
    chance, tried = random.Random(seed), 0
    while tried < 500:
        people: dict[tuple[str, str], Counter[int]] = {}
        for _look in range(chance.randint(20, 300)):
            reason = chance.choices("abcdef", [1, 1, 2, 4, 9, 20])[0]
            person = int(chance.triangular(0, 60, 0))
            people.setdefault((reason, chance.choice(MONTHS)), Counter())[person] += 1
        table = rules.crossed(Name.LOOKS, people, MONTHS, K)
        known = sums(table)
        for one, other in combinations(chance.sample(known, min(len(known), 12)), 2):
            for larger, smaller in ((one, other), (other, one)):
                if smaller < larger:
                    tried += 1
                    between = Counter[int]()
                    for cell in larger - smaller:
                        between += people.get(cell, Counter())
                    assert len(between) == 0 or len(between) >= K, (seed, table, larger - smaller)


def sums(table: Table) -> list[frozenset[tuple[str, str]]]:
    """Of which cells of reason and month a number is published."""
    everything = tuple(chain(*(row.keys for row in body(table))))
    months = tuple(chain(*table.columns[:-1]))
    return [
        frozenset(product(row.keys or everything, column or months))
        for row in table.rows
        for column, cell in zip(table.columns, row.cells, strict=True)
        if cell is not None
    ]


def test_the_same_attacker_finds_somebody_where_small_cells_alone_are_covered() -> None:
    rows = [Row(("a",), [12, None, 14]), Row(("b",), [11, 20, 31]), Row(ALL, [23, 22, 45])]
    table = Table(Name.LOOKS, [("2026-07",), ("2026-08",), ALL], rows)
    known = sums(table)
    found = {frozenset(one - other) for one in known for other in known if other < one}
    assert frozenset({("a", "2026-08")}) in found


@pytest.mark.parametrize("seed", range(4))
def test_an_attacker_who_holds_two_tables_of_one_report_against_each_other_finds_nobody(
    seed: int,
) -> None:
    """She knows that what the register does not know is a difference from it."""
    chance, tried = random.Random(seed), 0
    while tried < 60:
        found, others = Looks(), chance.choice([0, 1, 3, 6, 20])
        for _look in range(chance.randint(60, 300)):
            who, unknown = UUID(int=chance.randint(0, 60)), chance.random() < 0.4
            reason = UNDECLARED if unknown else chance.choice("ab")
            differs = chance.choice(["waiting", "answered"]) if unknown else AS_DECLARED
            found.add(who, reason, chance.choice(MONTHS), odd=False, differs=differs)
        for number in range(others):
            found.add(UUID(int=number), "a", MONTHS[0], odd=False, differs="waiting")
        looks = rules.crossed(Name.LOOKS, found.by_reason, MONTHS, K)
        differences = rules.listed(Name.DIFFERENCES, found.by_difference, K, found.between)
        of_all, declared = (differences.cell(row, ("number",)) for row in (ALL, (AS_DECLARED,)))
        unknown_looks = looks.cell((UNDECLARED,), ALL)
        if of_all is None or declared is None or unknown_looks is None:
            assert differences.cell(ALL, ("number",)) == looks.cell(ALL, ALL)
            continue
        tried += 1
        assert of_all - declared - unknown_looks == others  # she can work this out
        assert others == 0 or others >= K


def test_looks_at_few_that_differ_only_in_one_of_two_tables_leave_the_sum() -> None:
    for reason, differs in (("a", "waiting"), (UNDECLARED, AS_DECLARED)):
        shown = []
        for few in (4, 5):
            found = Looks()
            for number in range(20):
                found.add(UUID(int=number), "a", MONTHS[0], odd=False, differs=AS_DECLARED)
                found.add(UUID(int=number), UNDECLARED, MONTHS[0], odd=False, differs="answered")
                found.add(UUID(int=number), UNDECLARED, MONTHS[0], odd=False, differs="waiting")
            for number in range(few):
                found.add(UUID(int=number), reason, MONTHS[0], odd=False, differs=differs)
            table = rules.listed(Name.DIFFERENCES, found.by_difference, K, found.between)
            shown.append(len(table.rows))
        assert shown == [2, 4]


@pytest.mark.parametrize("staff", [60, 130, 600, 5000])
def test_two_quarters_steps_tell_no_difference_of_fewer_than_k(staff: int) -> None:
    """Of how many had come, and of how many then, whatever was published twice: by search."""
    possible: dict[object, list[int]] = {}
    for came in range(staff + 1):
        possible.setdefault(step(came, staff, K), []).append(came)
    assert len(possible) > 1
    for before, after in product(possible.values(), repeat=2):
        changes = max(after) - min(before) - (min(after) - max(before))
        assert changes >= 2 * K
        assert len(before) > K


def a_told(went: Went = Went.IN_TIME, kind: Kind = Kind.ACCESS) -> Told:
    days = 10 if went in {Went.IN_TIME, Went.LATE} else None
    return Told(kind, date(2026, 7, 1), went, days, extended=False, paused=False)


def test_requests_are_counted_by_whose_they_are() -> None:
    """However many requests a few people made."""
    of_four = [(person, a_told()) for person in range(4) for _often in range(10)]
    assert [table.rows for table in rules.requests(of_four, K)] == [(), []]
    five = [*of_four, (4, a_told())]
    table, days = rules.requests(five, K)
    assert table.cell(ALL, ALL) == 41
    assert len(table.columns) == 2  # all that went in some way or other, and the sum
    assert not days.rows

    of_many = [(person, a_told()) for person in range(20)]
    one_late = [(1, a_told(Went.LATE))] * 9
    erased = [(person, a_told(Went.OPEN, Kind.ERASURE)) for person in range(6)]
    table, days = rules.requests([*of_many, *one_late, *erased], K)
    assert ("in-time",) in table.columns
    assert ("late",) not in table.columns
    assert table.cell(ALL, ("in-time",)) == 20
    assert days.rows == [Row(ALL, [10])]


@pytest.mark.parametrize(
    ("at_leaders", "at_others", "staff", "shown"),
    [
        (range(8), range(100, 160), (20, 80), True),
        ([1] * 50, range(100, 160), (20, 80), False),
        (range(8), [100] * 90, (20, 80), False),
        (range(4), range(100, 160), (4, 80), False),
        (range(8), range(100, 160), (80, 4), False),
        ([], [], (20, 80), False),
    ],
)
def test_leaders_are_shown_all_together_or_not_at_all(
    at_leaders: list[int], at_others: list[int], staff: tuple[int, int], shown: bool
) -> None:
    table = rules.leaders(at_leaders, at_others, staff, K)
    assert bool(table.rows) is shown
    if shown:
        assert [list(row.cells) for row in table.rows] == [[40], [75]]


def test_how_many_leaders_there_are_cannot_be_told_from_how_often_they_were_looked_at() -> None:
    """Not the number of looks is published beside the rate, and that has two figures."""
    table = rules.leaders([*range(13)] * 2, range(100, 333), (23, 601), K)
    assert table.columns == [("per-hundred",)]
    assert [list(row.cells) for row in table.rows] == [[110], [39]]


@pytest.mark.parametrize(
    ("staff", "rows"),
    [
        ((9, 80), []),
        ((80, 9), []),
        ((10, 80), [(("leaders",), [3, 2]), (("others",), [3, 1])]),
    ],
)
def test_what_applies_to_leaders_is_told_of_at_least_half_of_twice_k(
    staff: tuple[int, int], rows: list[tuple[Keys, list[int]]]
) -> None:
    practices = {"a": (10, 80), "b": (5, 39), "c": (4, 0)}
    found = rules.coverage(practices, staff, K).rows
    assert [(row.keys, list(row.cells)) for row in found] == rows


@pytest.mark.parametrize(
    ("moved", "shown"), [(0, [45, 50]), (1, [None] * 2), (9, [None] * 2), (10, [45, 50])]
)
def test_a_share_of_a_few_more_or_less_than_before_is_not_told(
    moved: int, shown: list[int | None]
) -> None:
    table = rules.share(Name.REACH, {"here": Share(290, 604, moved)}, 10)
    assert [list(row.cells) for row in table.rows] == [shown]


def test_a_share_is_a_step_and_how_many_work_here_is_round() -> None:
    parts = {"here": (290, 604), "few": (2, 604), "all": (604, 604)}
    table = rules.share(Name.REACH, {key: Share(*each) for key, each in parts.items()}, 10)
    assert [list(row.cells) for row in table.rows] == [[45, 50], [None, None], [None, None]]
    assert rules.headcount(604, 10).rows == [Row(ALL, [600])]
    assert rules.headcount(9, 10).rows == []
