"""What is said of how many have read something; and where a text becomes links."""

from datetime import date
from functools import partial
from itertools import groupby

import pytest

from app.learning.rules import Step, last_ended, month_after, step
from app.learning.texts.rules import Linked, Run, minutes
from app.learning.texts.schemas import Word

WORDS = [
    Word("register", "register", "A list.", ("register",)),
    Word("reader", "readers", "Who may look.", ("readers", "readers in the register")),
]


@pytest.mark.parametrize(
    ("readers", "staff", "k", "shown"),
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
def test_a_share_is_shown_in_steps(readers: int, staff: int, k: int, shown: Step | None) -> None:
    assert step(readers, staff, k) == shown


@pytest.mark.parametrize("k", [5, 10])
def test_whatever_is_published_fits_numbers_that_differ_by_k(k: int) -> None:
    """And so does what is not: LAW's interval, of every answer for every number of staff."""
    shown = 0
    for staff in range(1, 700):
        for said, fitting in groupby(range(staff + 1), partial(step, staff=staff, k=k)):
            counts = list(fitting)
            if said is not None:
                shown += 1
                assert counts[-1] - counts[0] >= k, (staff, said)
                assert k <= counts[0] <= counts[-1] <= staff - k, (staff, said)
    assert shown > 1000


@pytest.mark.parametrize(
    ("today", "month", "after"),
    [
        (date(2026, 11, 1), date(2026, 10, 1), date(2026, 11, 1)),
        (date(2026, 11, 30), date(2026, 10, 1), date(2026, 11, 1)),
        (date(2027, 1, 31), date(2026, 12, 1), date(2027, 1, 1)),
    ],
)
def test_months(today: date, month: date, after: date) -> None:
    assert last_ended(today) == month
    assert month_after(month) == after


def test_a_word_is_a_link_at_its_first_use_and_written_links_stay() -> None:
    linked = Linked(WORDS)

    first = linked.runs("The Register lists [the readers](/collected). The register again.")
    second = linked.runs("Readers in the register, and readers.")

    assert first == [
        Run("The "),
        Run("Register", "/learn/words#register"),
        Run(" lists "),
        Run("the readers", "/collected"),
        Run(". The register again."),
    ]
    assert second == [
        Run("Readers in the register", "/learn/words#reader"),
        Run(", and readers."),
    ]


@pytest.mark.parametrize(
    "text",
    ["Registered.", "[x](//else.example/)", "[x](https://else.example/)", "a [b] (c)"],
)
def test_what_is_no_word_and_no_address_here_is_text(text: str) -> None:
    runs = Linked(WORDS).runs(text)
    assert "".join(run.text for run in runs) == text
    assert not [run for run in runs if run.url]


def test_minutes() -> None:
    assert minutes("word " * 10) == 1
    assert minutes("word " * 660) == 3
