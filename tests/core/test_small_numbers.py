from functools import partial
from itertools import groupby

import pytest

from app.core.small_numbers import Step, hide, shown, step


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


@pytest.mark.parametrize(
    ("those", "everyone", "k", "said"),
    [
        (0, 600, 10, None),
        (9, 600, 10, None),
        (29, 600, 10, None),  # the lowest step
        (30, 600, 10, Step(5, 10)),
        (59, 600, 10, Step(5, 10)),
        (60, 600, 10, Step(10, 15)),
        (569, 600, 10, Step(90, 95)),
        (570, 600, 10, None),  # the highest
        (600, 600, 10, None),
        (50, 120, 10, Step(40, 50)),  # 5 in 100 of 120 are 6
        (20, 60, 10, Step(20, 40)),
        (20, 44, 10, Step(25, 50)),
        (20, 43, 10, None),  # no step is wide enough
        (0, 0, 10, None),
    ],
)
def test_a_share_is_shown_in_steps(those: int, everyone: int, k: int, said: Step | None) -> None:
    assert step(those, everyone, k) == said


@pytest.mark.parametrize("k", [5, 10])
def test_whatever_is_published_fits_numbers_that_differ_by_k(k: int) -> None:
    """And so does what is not: LAW's interval, of every answer for every number of people."""
    published = 0
    for staff in range(1, 700):
        for said, fitting in groupby(range(staff + 1), partial(step, everyone=staff, k=k)):
            counts = list(fitting)
            if said is not None:
                published += 1
                assert counts[-1] - counts[0] >= k, (staff, said)
                assert k <= counts[0] <= counts[-1] <= staff - k, (staff, said)
    assert published > 1000
