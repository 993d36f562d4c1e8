"""Sixty accesses with what each is to be marked with: a rule fires on its own cases only."""

from dataclasses import replace
from datetime import datetime

import pytest

from app.access_log.unusual import words
from app.access_log.unusual.rules import Access, Flag, flags

OFFICE = dict.fromkeys(["mon", "tue", "wed", "thu", "fri"], "08:00-18:00")
NIGHTS = dict.fromkeys(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "22:00-06:00")
ALWAYS = dict.fromkeys(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "00:00-24:00")

THURSDAY = datetime(2026, 11, 19, 15, 5)
USUAL = Access(kind="person", local=THURSDAY, hours=OFFICE, case=None)
JOB = replace(USUAL, kind="service", hours={})
OUTSIDER = replace(USUAL, kind="external", hours={})


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026; the 16th is a Monday."""
    return datetime(2026, 11, day, hour, minute)


NEEDS_CASE = replace(USUAL, needs_case=True)
UNDECLARED = replace(USUAL, undeclared=True)
FIRST = {Flag.FIRST_TIME}

LATE, NO_CASE = {Flag.OUTSIDE_HOURS}, {Flag.NO_CASE}
TABLE: list[tuple[str, Access, bool, set[Flag]]] = [
    # what it is, the access, whether it is a first time, what it is marked with
    ("a plain look", USUAL, False, set()),
    ("a first look alone", USUAL, True, set()),
    ("at opening time", replace(USUAL, local=at(16, 8)), False, set()),
    ("a minute before opening", replace(USUAL, local=at(16, 7, 59)), False, LATE),
    ("the last minute", replace(USUAL, local=at(20, 17, 59)), False, set()),
    ("at closing time", replace(USUAL, local=at(20, 18)), False, LATE),
    ("close to midnight", replace(USUAL, local=at(17, 23, 47)), False, LATE),
    ("at midnight", replace(USUAL, local=at(17, 0)), False, LATE),
    ("on a Saturday", replace(USUAL, local=at(21, 12)), False, LATE),
    ("on a Sunday", replace(USUAL, local=at(22, 12)), False, LATE),
    ("a night shift", replace(USUAL, hours=NIGHTS, local=at(17, 23, 47)), False, set()),
    ("after midnight in a shift", replace(USUAL, hours=NIGHTS, local=at(17, 3)), False, set()),
    ("the end of a night shift", replace(USUAL, hours=NIGHTS, local=at(17, 6)), False, LATE),
    ("noon for a night worker", replace(USUAL, hours=NIGHTS, local=at(17, 12)), False, LATE),
    ("a desk that never closes", replace(USUAL, hours=ALWAYS, local=at(22, 3)), False, set()),
    ("hours nobody wrote down", replace(USUAL, hours={}, local=at(22, 3)), False, set()),
    ("a job at night", replace(JOB, hours=OFFICE, local=at(22, 3)), False, set()),
    ("an outsider at night", replace(OUTSIDER, hours=OFFICE, local=at(22, 3)), False, set()),
    ("a first look at night", replace(USUAL, local=at(17, 3)), True, LATE | {Flag.FIRST_TIME}),
    ("my own look at night", replace(USUAL, own=True, local=at(17, 3)), True, set()),
    ("one person", replace(USUAL, people=1), False, set()),
    ("a team", replace(USUAL, people=24), False, set()),
    ("25 people", replace(USUAL, people=25), False, {Flag.BULK}),
    ("everybody", replace(USUAL, people=600), False, {Flag.BULK}),
    ("everybody, by a job", replace(JOB, people=600), False, set()),
    ("many, by an outsider", replace(OUTSIDER, people=600), False, set()),
    ("many, first", replace(USUAL, people=30), True, {Flag.BULK, Flag.FIRST_TIME}),
    ("many, at night", replace(USUAL, people=30, local=at(17, 3)), False, LATE | {Flag.BULK}),
    ("a job, first", JOB, True, set()),
    ("the manager", replace(USUAL, manager="now"), False, set()),
    ("the manager, first", replace(USUAL, manager="now"), True, set()),
    ("the manager, at night", replace(USUAL, manager="now", local=at(17, 3)), False, LATE),
    ("a former manager", replace(USUAL, manager="former"), False, {Flag.FORMER_MANAGER}),
    (
        "a former manager's first look",
        replace(USUAL, manager="former"),
        True,
        {Flag.FORMER_MANAGER, Flag.FIRST_TIME},
    ),
    ("a former manager who is me", replace(USUAL, manager="former", own=True), False, set()),
    ("a case where none is needed", replace(USUAL, case="HR-2207"), False, set()),
    (
        "a case where one is needed",
        replace(NEEDS_CASE, case="HR-2207"),
        False,
        set(),
    ),
    ("no case where one is needed", NEEDS_CASE, False, {Flag.NO_CASE}),
    ("an empty case", replace(NEEDS_CASE, case=""), False, {Flag.NO_CASE}),
    ("a blank case", replace(NEEDS_CASE, case="  "), False, {Flag.NO_CASE}),
    (
        "a job without its case",
        replace(JOB, needs_case=True),
        False,
        {Flag.NO_CASE},
    ),
    (
        "no case, first",
        NEEDS_CASE,
        True,
        {Flag.NO_CASE, Flag.FIRST_TIME},
    ),
    ("what nobody declared", UNDECLARED, False, set()),
    ("what nobody declared, first", UNDECLARED, True, FIRST),
    ("what nobody declared, by a job, first", replace(JOB, undeclared=True), True, set()),
    ("by an outsider, first", replace(OUTSIDER, undeclared=True), True, set()),
    ("me, undeclared", replace(UNDECLARED, own=True), True, set()),
    ("undeclared at night", replace(UNDECLARED, local=at(17, 3)), False, LATE),
    ("undeclared at night, first", replace(UNDECLARED, local=at(17, 3)), True, LATE | FIRST),
    ("undeclared and without its case", replace(NEEDS_CASE, undeclared=True), False, NO_CASE),
    (
        "undeclared, with its case, first",
        replace(NEEDS_CASE, undeclared=True, case="HR-1"),
        True,
        FIRST,
    ),
    ("undeclared, of many", replace(UNDECLARED, people=25), False, {Flag.BULK}),
    (
        "undeclared, by a former manager",
        replace(UNDECLARED, manager="former"),
        False,
        {Flag.FORMER_MANAGER},
    ),
    ("undeclared, by the manager", replace(UNDECLARED, manager="now"), False, set()),
    ("undeclared, by the manager, first", replace(UNDECLARED, manager="now"), True, FIRST),
    ("undeclared in a search", replace(UNDECLARED, portal_search=True), True, set()),
    (
        "an officer's search through the portal",
        replace(USUAL, portal_search=True, local=at(22, 3), people=40),
        True,
        set(),
    ),
    ("a summer evening", replace(USUAL, local=datetime(2026, 7, 2, 17, 30)), False, set()),
    (
        "a case and a reader nobody declared",
        replace(NEEDS_CASE, undeclared=True, case="HR-1"),
        False,
        set(),
    ),
    (
        "everything at once",
        replace(
            NEEDS_CASE,
            undeclared=True,
            local=at(22, 3),
            people=99,
            manager="former",
        ),
        True,
        {
            Flag.OUTSIDE_HOURS,
            Flag.BULK,
            Flag.FORMER_MANAGER,
            Flag.NO_CASE,
            Flag.FIRST_TIME,
        },
    ),
]


@pytest.mark.parametrize(
    ("access", "first", "marked"),
    [pytest.param(*row, id=what) for what, *row in TABLE],
)
def test_each_rule_fires_on_its_own_cases(access: Access, first: bool, marked: set[Flag]) -> None:
    found = flags(access, first_time=lambda: first)
    assert set(found) == marked
    assert len(found) == len(marked)


def test_the_table_has_sixty_rows_and_every_rule_on_both_sides() -> None:
    assert len(TABLE) == 60
    for flag in Flag:
        assert any(flag in marked for *_rest, marked in TABLE)
        assert any(flag not in marked for *_rest, marked in TABLE)


def test_whether_it_is_a_first_time_is_only_asked_beside_another_sign() -> None:
    def never() -> bool:
        raise AssertionError("asked for nothing")

    assert flags(USUAL, first_time=never) == []
    assert flags(JOB, first_time=never) == []


def test_every_rule_has_its_sentence_and_its_place_on_the_page() -> None:
    said = {words.explanation(flag) for flag in Flag}
    assert len(said) == len(Flag) == len(words.rules())
    assert words.explanation("over-retention") not in said
