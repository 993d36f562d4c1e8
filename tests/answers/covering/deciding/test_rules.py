"""Passages as values: which are covered, which wait, and what a text looks like with them."""

from dataclasses import dataclass
from itertools import pairwise
from random import Random

import pytest

from app.answers.covering.deciding import rules
from app.answers.covering.deciding.rules import NEUTRAL, OTHERS, READ, Look, Mark, Passage
from app.answers.covering.exempting import rules as exempting
from app.answers.covering.exempting.rules import Steps
from app.answers.covering.models import Choice, Ground, Outcome
from app.core.errors import RejectedError


@dataclass(frozen=True)
class Decided:
    start_at: int
    end_at: int
    number: int
    choice: Choice = Choice.COVER
    reason: str = OTHERS


@dataclass(frozen=True)
class Suggested:
    start_at: int
    end_at: int


def test_the_latest_decision_about_a_passage_counts() -> None:
    cover, leave = Decided(3, 9, 1), Decided(3, 9, 2, Choice.LEAVE, "")
    again = Decided(3, 9, 3)
    assert rules.covered([cover]) == [Passage(3, 9, OTHERS)]
    assert rules.covered([leave, cover]) == []
    assert rules.covered([again, leave, cover]) == [Passage(3, 9, OTHERS)]


def test_what_is_covered_is_covered_whatever_else_was_left_in() -> None:
    decided = [Decided(0, 10, 1), Decided(2, 4, 2, Choice.LEAVE, ""), Decided(8, 14, 3)]
    assert rules.covered(decided) == [Passage(0, 14, OTHERS)]
    touching = [Decided(0, 10, 1), Decided(10, 14, 2, reason="other-name")]
    assert rules.covered(touching) == [Passage(0, 10, OTHERS), Passage(10, 14, "other-name")]


def test_the_neutral_reason_hides_every_other() -> None:
    for first, second in ((NEUTRAL, "crime"), ("crime", NEUTRAL)):
        decided = [Decided(0, 10, 1, reason=first), Decided(5, 12, 2, reason=second)]
        assert rules.covered(decided) == [Passage(0, 12, NEUTRAL)]
    assert not any(word in READ[NEUTRAL] for word in ("crime", "legal advice", "confirm", "deny"))


def test_a_suggestion_waits_until_it_is_decided_or_covered_with_more() -> None:
    suggested = [Suggested(20, 25), Suggested(2, 6), Suggested(2, 6), Suggested(30, 40)]
    assert rules.undecided(suggested, []) == [(2, 6), (20, 25), (30, 40)]
    decided = [Decided(0, 8, 1), Decided(20, 25, 2, Choice.LEAVE, "")]
    assert rules.undecided(suggested, decided) == [(30, 40)]
    assert rules.left_in(suggested, decided) == [(20, 25)]
    reopened = [*decided, Decided(20, 25, 3, Choice.OPEN, ""), Decided(0, 8, 4, Choice.OPEN, "")]
    assert rules.undecided(suggested, reopened) == [(0, 8), (2, 6), (20, 25), (30, 40)]


def test_words_are_found_whatever_their_case_and_breaks() -> None:
    text = "Craig Dunlop, CRAIG\nDUNLOP and craig  dunlop; Craig (Dunlop) ẞ 😀 Craig Dunlop"
    found = rules.occurrences(text, " Craig  Dunlop ")
    assert [text[start:end] for start, end in found] == [
        "Craig Dunlop",
        "CRAIG\nDUNLOP",
        "craig  dunlop",
        "Craig Dunlop",
    ]
    assert rules.occurrences("a+b aab", "a+b") == [(0, 3)]
    assert rules.occurrences(text, "  ") == []


def test_pages_hold_all_of_a_text() -> None:
    text = "\n".join("word " * 30 for _line in range(400)) + "x" * 9_000
    pages = rules.windows(text)
    assert pages[0][0] == 0
    assert pages[-1][1] == len(text)
    assert all(one[1] == other[0] for one, other in pairwise(pages))
    assert all(0 < end - start <= rules.WINDOW for start, end in pages)
    assert text[pages[0][1] - 1] == "\n"
    assert [rules.window_of(pages, start) for start, _end in pages] == list(
        range(1, len(pages) + 1)
    )
    assert rules.windows("") == [(0, 0)]


def test_runs_say_the_whole_text_once_with_the_stronger_look() -> None:
    text = "She can do it if Craig Dunlop covers."
    here, covered = Mark(17, 29, Look.HERE), Mark(14, 22, Look.COVERED, "x")
    found = rules.runs(text, (0, len(text)), [here, covered])
    assert [(run.text, run.mark) for run in found] == [
        ("She can do it ", None),
        ("if ", covered),
        ("Craig Dunlop", here),
        (" covers.", None),
    ]


def test_runs_lose_nothing_of_any_text() -> None:
    random = Random(7)
    for _round in range(300):
        length = random.randint(1, 60)
        text = "".join(random.choices("ab 😀\n", k=length))
        marks = []
        for _mark in range(random.randint(0, 6)):
            start = random.randrange(length)
            end = random.randint(start + 1, length)
            marks.append(Mark(start, end, random.choice(list(Look))))
        cut = random.randint(0, length)
        parts = [*rules.runs(text, (0, cut), marks), *rules.runs(text, (cut, length), marks)]
        assert "".join(run.text for run in parts) == text


@pytest.mark.parametrize(
    ("outcome", "steps", "may"),
    [
        (Outcome.DISCLOSE, Steps(False, False, False), False),
        (Outcome.DISCLOSE, Steps(True, False, False), False),
        (Outcome.DISCLOSE, Steps(False, True, False), True),
        (Outcome.DISCLOSE, Steps(False, False, True), True),
        (Outcome.REDACT, Steps(True, False, False), True),
        (Outcome.REDACT, Steps(False, True, True), True),
        (Outcome.WITHHOLD, Steps(False, False, False), True),
        (Outcome.WITHHOLD, Steps(True, False, False), False),
        (Outcome.WITHHOLD, Steps(False, True, False), False),
        (Outcome.WITHHOLD, Steps(False, False, True), False),
    ],
)
def test_the_steps_lead_to_the_outcome(outcome: Outcome, steps: Steps, may: bool) -> None:
    if may:
        exempting.check_outcome(outcome, steps)
    else:
        with pytest.raises(RejectedError):
            exempting.check_outcome(outcome, steps)


def test_every_ground_has_its_own_test_its_title_and_its_words() -> None:
    assert set(exempting.TESTS) == set(exempting.TITLES) == set(Ground)
    assert len(set(exempting.TESTS.values())) == len(Ground)
    assert set(READ) == {*rules.ORDINARY, NEUTRAL, *Ground}
    assert exempting.reason(Ground.CRIME, neutral=True) == NEUTRAL
    assert exempting.reason(Ground.CRIME, neutral=False) == "crime"
