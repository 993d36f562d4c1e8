"""What is shown of sums gives nobody away: LAW's cases, and an attacker's own arithmetic."""

import random
from collections.abc import Iterator, Mapping
from itertools import combinations, pairwise, product
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import small_numbers, small_tables
from app.core.crypto import aead
from app.surveys import rules as surveys
from app.surveys.counting import rules
from app.surveys.counting.rules import Crossed, Shown, Sums
from app.surveys.models import Answered
from app.surveys.rules import Question

K = 5
PLACES = ["aberdeen", "leith", "perth"]
TWO = Question("Yes or no?", Answered.OPTIONS, ("Yes", "No"))
THREE = Question("Which?", Answered.OPTIONS, ("A", "B", "C"))
ASKED = (TWO, THREE, Question("Why?", Answered.WORDS))
CROSSES = [(1, 2), (1, 0)]
# one person: her place, and what she chose of both questions; the last option is “skipped”
Person = tuple[int, int, int]
SIZES = (len(PLACES), 3, 4)


def summed(people: list[Person], crosses: list[tuple[int, int]] = CROSSES) -> Sums:
    sums = rules.nothing(ASKED, crosses, PLACES)
    for place, one, two in people:
        chosen = {1: one if one < 2 else None, 2: two if two < 3 else None}
        sums = rules.with_one_more(sums, chosen, place)
    return sums


def everywhere(asked: int) -> list[int]:
    """As many are asked at each workplace."""
    return [asked] * len(PLACES)


@pytest.mark.parametrize(
    ("cells", "seen"),
    [
        ((12, 8, 4), [12, None, None]),
        ((9, 6, 0), [9, None, None]),
        ((20, 9, 3), [20, None, None]),
        ((20, 0, 0), [None, None, None]),
        ((9, 9, 9), [9, 9, 9]),
        ((8, 2, 2), [None, None, None]),
    ],
)
def test_a_question_shows_what_the_law_lets_it(
    cells: tuple[int, int, int], seen: list[int | None]
) -> None:
    people = [(0, option, 0) for option, number in enumerate(cells) for _each in range(number)]
    told = rules.shown(summed(people), everywhere(len(people) + K), K)
    assert told.counts[1] == seen
    assert told.answered == sum(cells)


def test_a_total_under_k_shows_nothing_at_all() -> None:
    people = [(0, 0, 0)] * 2 + [(1, 1, 1)] * 2
    assert rules.shown(summed(people), everywhere(40), K) == Shown()
    assert rules.shown(summed([*people, (0, 0, 0)]), everywhere(40), K).answered == 5


@pytest.mark.parametrize(("asked", "said"), [(20, None), (24, None), (25, 25), (60, 60)])
def test_how_many_were_asked_is_said_unless_it_tells_how_few_did_not_answer(
    asked: int, said: int | None
) -> None:
    assert rules.shown(summed([(0, 0, 0)] * 20), [asked, 0, 0], K).asked == said


def test_skipping_counts_so_that_no_two_tables_differ() -> None:
    sums = summed([(0, 0, 3), (1, 2, 0), (2, 2, 3)])
    assert sums.counts == {1: [1, 0, 2], 2: [1, 0, 0, 2]}
    assert {sum(map(sum, table)) for table in sums.tables.values()} == {3}


def test_a_table_whose_lines_are_too_few_is_not_shown() -> None:
    people = [(0, 0, 0)] * 30 + [(1, 1, 1)] * 2
    assert rules.shown(summed(people), everywhere(90), K).crossed[1] == Crossed((1, 0))


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        ([100, 100, 100], [[0], [1], [2]]),
        ([41, 50, 60], [[2], [0, 1]]),
        ([40, 50, 60], [[2], [0, 1]]),
        ([41, 44, 60], [[2], [0, 1]]),
        ([41, 42, 60], []),
        ([41, 41, 60], []),
        ([45, 45, 45], [[0], [1], [2]]),
        ([41, 41, 41], []),
    ],
)
def test_a_workplace_where_few_stayed_away_stands_together_with_another(
    asked: list[int], lines: list[list[int]]
) -> None:
    """Forty answered at each; how many work there is known."""
    people = [(place, n % 2, 0) for place in range(3) for n in range(40)]
    told = rules.shown(summed(people, [(0, 1)]), asked, K).crossed[0]
    assert [list(line.options) for line in told.lines] == lines
    assert all(sum(asked[o] for o in line.options) - line.total >= K for line in told.lines)


def test_a_table_of_large_numbers_is_shown_whole() -> None:
    people = [cell for cell in product(range(3), range(3), range(4)) for _each in range(9)]
    told = rules.shown(summed(people), everywhere(900), K)
    assert all(None not in line.cells for table in told.crossed for line in table.lines)
    assert [line.total for line in told.crossed[1].lines] == [108, 108, 108]


def test_each_text_is_kept_once_and_blank_ones_take_as_much_room() -> None:
    key, survey = bytes(32), uuid4()
    sums = rules.nothing(ASKED, CROSSES, PLACES)
    for text in ("Vans.", "", "Allotments.", "é" * surveys.LONGEST_WORDS):
        sums = rules.with_one_more(sums, {}, 0, text)
    assert sums.texts == ["", "Allotments.", "Vans.", "é" * surveys.LONGEST_WORDS]
    assert rules.unseal(key, survey, rules.seal(key, survey, sums)) == sums
    without = rules.nothing(ASKED[:2], [], [])
    assert rules.unseal(key, survey, rules.seal(key, survey, without)) == without


def test_sealed_sums_open_for_their_survey_alone_and_tell_nothing_by_their_length() -> None:
    key, survey = bytes(32), uuid4()
    few, many = (summed(people)._replace(texts=None) for people in ([(0, 0, 0)], [(0, 0, 0)] * 900))
    sealed = rules.seal(key, survey, many)

    assert rules.unseal(key, survey, sealed) == many
    assert len(sealed) == len(rules.seal(key, survey, few))
    with pytest.raises(aead.CannotOpenError):
        rules.unseal(key, uuid4(), sealed)
    texts = ["", "Short.", "é" * surveys.LONGEST_WORDS, "😀" * surveys.LONGEST_WORDS]
    shut = [rules.seal_text(key, survey, text) for text in texts]
    assert [rules.unseal_text(key, survey, each) for each in shut] == texts
    assert len({len(each) for each in shut}) == 1


def test_what_is_shown_is_the_same_after_it_was_kept() -> None:
    chance = random.Random(4)
    people = [tuple(chance.randrange(n) for n in SIZES) for _each in range(120)]
    told = rules.shown(summed(people), everywhere(300), K)  # type: ignore[arg-type]
    again = rules.from_json(rules.as_json(told))
    assert rules.as_json(again) == rules.as_json(told)
    assert again.answered == told.answered


CELLS = list(product(*map(range, SIZES)))
how_many_of_each = st.lists(
    st.sampled_from([0, 0, 1, 2, 4, 7, 15]), min_size=len(CELLS), max_size=len(CELLS)
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(how_many_of_each)
def test_every_hidden_cell_can_be_k_different_numbers_or_more(numbers: list[int]) -> None:
    people = [cell for cell, n in zip(CELLS, numbers, strict=True) for _each in range(n)]
    told = rules.shown(summed(people), everywhere(len(people) + 50), K)
    for cells in told.counts.values():
        hidden = [place for place, number in enumerate(cells) if number is None]
        left = (told.answered or 0) - sum(number or 0 for number in cells)
        # of several that are hidden each can be anything from nothing to all that is left
        assert not hidden or (len(hidden) > 1 and left >= K)
        assert all(number >= K for number in cells if number is not None)
    for table in told.crossed:
        assert_covered(table)


def assert_covered(table: Crossed) -> None:
    """By the bounds of ``small_tables``, which its own tests hold against every table there is."""
    assert all(total >= K for total in table.totals)
    assert all(line.total >= K for line in table.lines)
    cells = {(r, c): n for r, line in enumerate(table.lines) for c, n in enumerate(line.cells)}
    hidden = {cell for cell, number in cells.items() if number is None}
    assert all(number >= K for number in cells.values() if number is not None)
    some = filled(table)
    for cell in hidden:
        low, high = small_tables.bounds(some, hidden, cell)
        assert high - low >= K


def filled(table: Crossed) -> list[list[int]]:
    """One table that agrees with what is shown: all an attacker needs to begin from."""
    rows = [[number or 0 for number in line.cells] for line in table.lines]
    left = [line.total - sum(row) for line, row in zip(table.lines, rows, strict=True)]
    down = [total - sum(row[c] for row in rows) for c, total in enumerate(table.totals)]
    return next(_fillings(table, rows, left, down, 0))


def _fillings(
    table: Crossed, rows: list[list[int]], left: list[int], down: list[int], at: int
) -> Iterator[list[list[int]]]:
    """Hidden cells row by row, as much as fits from the left: with every cell open it succeeds."""
    free = [
        (r, c)
        for r, line in enumerate(table.lines)
        for c, number in enumerate(line.cells)
        if number is None
    ]
    if at == len(free):
        if not any(left) and not any(down):
            yield rows
        return
    r, c = free[at]
    for value in range(min(left[r], down[c]), -1, -1):
        rest = sum(down[other] for row, other in free[at + 1 :] if row == r)
        if left[r] - value > rest:
            break
        rows[r][c], left[r], down[c] = value, left[r] - value, down[c] - value
        yield from _fillings(table, rows, left, down, at + 1)
        rows[r][c], left[r], down[c] = 0, left[r] + value, down[c] + value


# An attacker who asks for the people of a filter, and again for those of a slightly larger one.

Cell = tuple[int, int]


def answerable(table: Crossed) -> Mapping[frozenset[Cell], int]:
    """Every set of cells of a table whose people she can add up from what is published."""
    cells = {(r, c): n for r, line in enumerate(table.lines) for c, n in enumerate(line.cells)}
    known = {frozenset({cell}): n for cell, n in cells.items() if n is not None}
    for r, line in enumerate(table.lines):
        known[frozenset((r, c) for c in range(len(line.cells)))] = line.total
    for c, total in enumerate(table.totals):
        known[frozenset((r, c) for r in range(len(table.lines)))] = total
    return known


def differences(
    known: Mapping[frozenset[Cell], int], chance: random.Random, pairs: int
) -> Iterator[tuple[frozenset[Cell], int]]:
    """Filters made of known ones, one within the other: who is between them, and how many."""
    blocks = list(known)
    for _pair in range(pairs):
        large: frozenset[Cell] = frozenset()
        total = 0
        for block in chance.sample(blocks, min(len(blocks), 4)):
            if not block & large:
                large, total = large | block, total + known[block]
        small: frozenset[Cell] = frozenset()
        part = 0
        for block in chance.sample(blocks, len(blocks)):
            if block < large and not block & small:
                small, part = small | block, part + known[block]
        yield large - small, total - part


@pytest.mark.parametrize("seed", range(4))
def test_an_attacker_with_five_hundred_pairs_of_filters_finds_nobody(seed: int) -> None:
    chance, tried, hidden, k = random.Random(seed), 0, 0, 10
    while tried < 500 or not hidden:
        skew = [[chance.choice((1, 1, 3, 9)) for _ in range(size)] for size in SIZES]
        people = [
            tuple(
                chance.choices(range(n), weights)[0] for n, weights in zip(SIZES, skew, strict=True)
            )
            for _each in range(chance.randint(20, 400))
        ]
        told = rules.shown(summed(people), everywhere(2000), k)  # type: ignore[arg-type]
        for table in told.crossed:
            if not table.lines:
                continue
            for between, number in differences(answerable(table), chance, 25):
                tried += 1
                hidden += any(None in line.cells for line in table.lines)
                assert not between or number == 0 or number >= k, (seed, table, between)
                assert not between or number > 0


def test_the_attacker_finds_somebody_where_only_small_cells_are_hidden() -> None:
    """The same attacker, let loose on a table from which nothing but the small cell is taken."""
    line = rules.Line([0], 14, [12, None])
    other = rules.Line([1], 31, [11, 20])
    found = {
        number
        for between, number in differences(
            answerable(Crossed((1, 2), [[0], [1]], [23, 22], [line, other])), random.Random(1), 500
        )
        if between
    }
    assert 2 in found


@pytest.mark.parametrize("seed", range(6))
def test_two_tables_and_both_lists_together_tell_no_more_than_each(seed: int) -> None:
    """Over all populations that agree with everything published at once, by search, k being 2."""
    chance, k = random.Random(seed), 2
    people = [tuple(chance.randrange(n) for n in (2, 2, 2)) for _each in range(8)]
    told = rules.shown(summed(people), everywhere(99), k)  # type: ignore[arg-type]
    cells = list(product(range(2), range(2), range(2)))
    seen: dict[tuple[int, int, int], set[int]] = {}
    for edges in combinations(range(8 + len(cells) - 1), len(cells) - 1):
        ends = (-1, *edges, 8 + len(cells) - 1)
        numbers = [b - a - 1 for a, b in pairwise(ends)]
        sums = summed([c for c, n in zip(cells, numbers, strict=True) for _each in range(n)])  # type: ignore[misc]
        if not agrees(sums, told):
            continue
        for which, table in enumerate(told.crossed):
            for r, line in enumerate(table.lines):
                for c, number in enumerate(line.cells):
                    if number is None:
                        rows, columns = line.options, table.columns[c]
                        found = sum(sums.tables[table.of][a][b] for a in rows for b in columns)
                        seen.setdefault((which, r, c), set()).add(found)
    assert all(max(values) - min(values) >= k for values in seen.values())


def agrees(sums: Sums, told: Shown) -> bool:
    for number, cells in told.counts.items():
        if any(n is not None and n != sums.counts[number][p] for p, n in enumerate(cells)):
            return False
    for table in told.crossed:
        full = sums.tables[table.of]
        for line in table.lines:
            for c, number in enumerate(line.cells):
                found = sum(full[a][b] for a in line.options for b in table.columns[c])
                if number is not None and found != number:
                    return False
            if sum(sum(full[a]) for a in line.options) != line.total:
                return False
        for columns, total in zip(table.columns, table.totals, strict=True):
            if sum(row[b] for row in full for b in columns) != total:
                return False
    return True


def test_law_s_own_examples_hold_in_the_list_itself() -> None:
    said = {(12, 8, 4): [12, None, None], (9, 4): [None, None], (9, 6): [9, 6], (2, 2): None}
    assert {cells: small_numbers.hide(cells, 5) for cells in said} == said
