from itertools import product

import pytest

from app.register.policies import rules
from app.register.policies.notation.rules import read
from app.register.policies.rules import Figures, Status
from tests.support.policies import LATER, TEXT


@pytest.mark.parametrize(
    ("applies", "read", "read_before", "asked", "status"),
    [
        (True, False, False, False, Status.NOT_READ),
        (True, False, False, True, Status.TO_READ),
        (True, False, True, False, Status.CHANGED),
        (True, False, True, True, Status.CHANGED),
        (True, True, False, False, Status.READ),
        (True, True, False, True, Status.READ),
        (True, True, True, False, Status.READ),
        (True, True, True, True, Status.READ),
        (False, False, False, False, Status.NOT_FOR_HER),
        (False, False, False, True, Status.NOT_FOR_HER),
        (False, False, True, False, Status.NOT_FOR_HER),
        (False, False, True, True, Status.NOT_FOR_HER),
        (False, True, False, False, Status.READ),
        (False, True, False, True, Status.READ),
        (False, True, True, False, Status.READ),
        (False, True, True, True, Status.READ),
    ],
)
def test_how_a_person_stands(
    *, applies: bool, read: bool, read_before: bool, asked: bool, status: Status
) -> None:
    found = rules.status_of(applies=applies, read=read, read_before=read_before, asked=asked)

    assert found is status
    assert rules.waits(found) == (status in {Status.TO_READ, Status.CHANGED})


@pytest.mark.parametrize(("words", "minutes"), [(1, 1), (200, 1), (201, 2), (600, 3), (601, 4)])
def test_reading_takes_a_minute_for_200_words(words: int, minutes: int) -> None:
    assert rules.minutes(words) == minutes


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        ("One thing.", ("One thing.",)),
        ("One thing. It was two.", ("One thing.", "It was two.")),
        ("One thing\nAnother", ("One thing", "Another")),
        (" Is it? Yes!  \r\n", ("Is it?", "Yes!")),
    ],
)
def test_sentences_are_told_apart(text: str, found: tuple[str, ...]) -> None:
    assert rules.sentences(text) == found


@pytest.mark.parametrize(
    ("title", "slug"),
    [("Using AI tools", "using-ai-tools"), ("  A & B!", "a-b"), ("New", ""), ("…", "")],
)
def test_a_title_becomes_an_address(title: str, slug: str) -> None:
    assert rules.slug(title) == slug


def test_what_differs_is_told_by_its_part() -> None:
    intro, may, do = rules.differences(read(TEXT), read(LATER))

    assert intro.same
    assert may.same
    assert do.heading == "What we do"
    assert do.parts == (
        ("same", "We keep things for"),
        ("removed", "90"),
        ("added", "30"),
        ("same", "days."),
    )


def test_a_part_that_came_or_went_is_told_whole() -> None:
    before, after = read("# Old\n\nGone."), read("# New\n\nCome.")

    came, went = rules.differences(before, after)

    assert (came.heading, came.parts) == ("New", (("added", "Come."),))
    assert (went.heading, went.parts) == ("Old", (("removed", "Gone."),))


@pytest.mark.parametrize(
    ("applies", "read", "shown"),
    [
        (0, 0, Figures(None, None)),
        (9, 9, Figures(None, None)),
        (10, 5, Figures(10, None)),
        (19, 10, Figures(19, None)),
        (20, 9, Figures(20, None)),
        (20, 10, Figures(20, 10)),
        (20, 11, Figures(20, None)),
        (600, 0, Figures(600, None)),
        (600, 9, Figures(600, None)),
        (600, 127, Figures(600, 120)),
        (600, 590, Figures(600, 590)),
        (600, 591, Figures(600, None)),
        (600, 600, Figures(600, None)),
    ],
)
def test_counts_that_could_give_somebody_away_are_not_shown(
    applies: int, read: int, shown: Figures
) -> None:
    assert rules.figures(applies, read) == shown


def test_no_two_counts_shown_differ_by_one_to_nine_people() -> None:
    shown = [rules.figures(100, read).read for read in range(101)]
    differences = {
        abs(one - other)
        for one, other in product(shown, shown)
        if one is not None and other is not None
    }

    assert not differences & set(range(1, rules.K_SMALL))
    assert {10, 20} <= differences
