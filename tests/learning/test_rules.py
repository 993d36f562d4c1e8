"""Which months are counted; and where a text becomes links."""

from datetime import date

import pytest

from app.learning.rules import last_ended, month_after
from app.learning.texts.rules import Linked, Run, minutes
from app.learning.texts.schemas import Word

WORDS = [
    Word("register", "register", "A list.", ("register",)),
    Word("reader", "readers", "Who may look.", ("readers", "readers in the register")),
]


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
