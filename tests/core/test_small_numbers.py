import pytest

from app.core.small_numbers import hide, shown


@pytest.mark.parametrize(
    ("cells", "seen"),
    [
        ([12, 8, 4], [12, None, None]),
        ([9, 4], [None, None]),
        ([9, 6], [9, 6]),
        ([2, 2], None),
        ([20, 0, 0, 7], [20, None, None, None]),
        ([20, 9, 3, 2], [20, 9, None, None]),
        ([30, 9, 1, 1], [30, None, None, None]),
    ],
)
def test_a_hidden_cell_cannot_be_worked_out(cells: list[int], seen: list[int | None]) -> None:
    assert hide(cells, 5) == seen


def test_a_number_under_k_is_not_shown() -> None:
    assert shown(9, 10) is None
    assert shown(0, 10) is None
    assert shown(10, 10) == 10
