import random
from itertools import product

import pytest

from app.core.small_tables import bounds, hide

Table = list[list[int]]


def agreeing(table: Table, hidden: set[tuple[int, int]]) -> list[Table]:
    """Every table of whole numbers with the same sums and the same cells that are shown."""
    cells = sorted(hidden)
    found = []
    most = [min(sum(table[r]), sum(row[c] for row in table)) for r, c in cells]
    for values in product(*(range(m + 1) for m in most)):
        other = [list(row) for row in table]
        for (row, column), value in zip(cells, values, strict=True):
            other[row][column] = value
        same_rows = [sum(row) for row in other] == [sum(row) for row in table]
        same_columns = [sum(c) for c in zip(*other, strict=True)] == [
            sum(c) for c in zip(*table, strict=True)
        ]
        if same_rows and same_columns:
            found.append(other)
    return found


@pytest.mark.parametrize("seed", range(20))
def test_bounds_are_those_of_all_tables_that_agree(seed: int) -> None:
    chance = random.Random(seed)
    table = [[chance.randint(0, 4) for _ in range(3)] for _ in range(2)]
    hidden = {cell for cell in product(range(2), range(3)) if chance.random() < 0.8}
    tables = agreeing(table, hidden)

    for row, column in hidden:
        values = {other[row][column] for other in tables}
        assert bounds(table, hidden, (row, column)) == (min(values), max(values))


@pytest.mark.parametrize("seed", range(60))
def test_what_is_hidden_cannot_be_told_within_k(seed: int) -> None:
    chance, k = random.Random(seed), 5
    table = [[chance.choice((0, 1, 3, 6, 9, 20)) for _ in range(4)] for _ in range(5)]

    shown = hide(table, k)

    places = list(product(range(5), range(4)))
    hidden = {(r, c) for r, c in places if shown[r][c] is None}
    assert all(shown[r][c] == table[r][c] for r, c in places if (r, c) not in hidden)
    assert all((r, c) in hidden for r, c in places if table[r][c] < k)
    if len(hidden) < len(places):
        for cell in hidden:
            low, high = bounds(table, hidden, cell)
            assert high - low >= k


def test_a_table_of_large_numbers_is_shown_whole() -> None:
    assert hide([[9, 12], [7, 30]], 5) == [[9, 12], [7, 30]]


def test_one_small_cell_hides_what_would_give_it_away() -> None:
    shown = hide([[2, 12, 20], [30, 40, 50], [60, 70, 80]], 5)

    assert shown == [[None, None, 20], [None, None, 50], [60, 70, 80]]


def test_no_table_is_none() -> None:
    assert hide([], 5) == []
