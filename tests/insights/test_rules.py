"""Quarters, and two reports held against each other."""

from datetime import UTC, datetime

import pytest

from app.insights.rules import (
    ALL,
    Name,
    Quarter,
    Row,
    Table,
    Verdict,
    as_json,
    compared,
    from_json,
    last_ended,
    quarter,
    uncounted,
)


@pytest.mark.parametrize(
    ("now", "ended"),
    [
        (datetime(2026, 10, 1, 0, 59, tzinfo=UTC), Quarter(2026, 2)),
        (datetime(2026, 10, 1, 1, tzinfo=UTC), Quarter(2026, 3)),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), Quarter(2026, 3)),
        (datetime(2027, 1, 1, 0, 30, tzinfo=UTC), Quarter(2026, 3)),
        (datetime(2027, 1, 1, 1, tzinfo=UTC), Quarter(2026, 4)),
        (datetime(2027, 4, 2, tzinfo=UTC), Quarter(2027, 1)),
    ],
)
def test_a_quarter_can_be_counted_an_hour_after_it_ended(now: datetime, ended: Quarter) -> None:
    assert last_ended(now) == ended


@pytest.mark.parametrize(
    ("newest", "those"),
    [
        (None, ["2027-Q1"]),
        (Quarter(2026, 2), ["2026-Q3", "2026-Q4", "2027-Q1"]),
        (Quarter(2026, 4), ["2027-Q1"]),
        (Quarter(2027, 1), []),
        (Quarter(2027, 2), []),
    ],
)
def test_every_quarter_since_the_newest_is_to_be_counted(
    newest: Quarter | None, those: list[str]
) -> None:
    assert [str(each) for each in uncounted(newest, Quarter(2027, 1))] == those


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_quarter_is_three_months_and_the_next_begins_where_it_ends(number: int) -> None:
    this = Quarter(2026, number)
    after = Quarter(2026, number + 1) if number < 4 else Quarter(2027, 1)
    assert this.until == after.since
    assert this.months[0] == f"{this.since:%Y-%m}"
    assert this.months[2] == f"{this.last:%Y-%m}"
    assert this.since < this.last < this.until
    assert quarter(str(this)) == this


@pytest.mark.parametrize(
    "name", ["", "2026", "2026-Q0", "2026-Q5", "2026-q3", "2026-Q3 ", "0026-Q3", "２０２６-Q3"]
)
def test_what_is_no_quarter(name: str) -> None:
    assert quarter(name) is None


ONE = [
    Table(
        Name.LOOKS,
        [("2026-07",), ("2026-08", "2026-09"), ALL],
        [Row(("a", "b"), [None, 12, 22]), Row(ALL, [10, 12, 22])],
    ),
    Table(Name.REACH, [("low",), ("high",)], [Row(("here",), [40, 60])]),
    Table(Name.CONCERNS, [("number",)]),
]


def test_what_is_kept_is_what_was_counted() -> None:
    assert as_json(list(from_json(as_json(ONE)).values())) == as_json(ONE)
    assert from_json(as_json(ONE))[Name.LOOKS].cell(("a", "b"), ALL) == 22
    assert from_json(as_json(ONE))[Name.LOOKS].cell(("a",), ALL) is None


def test_the_same_counted_again_is_equal_but_for_what_nothing_is_kept_of() -> None:
    without = [ONE[0], Table(Name.REACH, [("low",), ("high",)]), ONE[2]]
    for again in (ONE, without):
        found = {each.line[:3]: each.verdict for each in compared(ONE, again)}
        assert len(found) >= 9
        assert {v for (table, *_), v in found.items() if table is Name.REACH} == {
            Verdict.NOT_COUNTED
        }
        assert {v for (table, *_), v in found.items() if table is not Name.REACH} == {Verdict.EQUAL}


LOOKS, CONCERNS = ONE[0], ONE[2]
OTHERWISE = {
    "another number": LOOKS._replace(rows=[LOOKS.rows[0], Row(ALL, [10, 12, 23])]),
    "one that is shown now": LOOKS._replace(rows=[Row(("a", "b"), [10, 12, 22]), LOOKS.rows[1]]),
    "one that is not shown now": LOOKS._replace(
        rows=[Row(("a", "b"), [None, None, 22]), LOOKS.rows[1]]
    ),
    "a line less": LOOKS._replace(rows=LOOKS.rows[1:]),
    "a line more": LOOKS._replace(rows=[Row(("c",), [0, 0, 0]), *LOOKS.rows]),
    "nothing": LOOKS._replace(rows=[]),
}


@pytest.mark.parametrize("different", OTHERWISE.values(), ids=OTHERWISE.keys())
def test_whatever_differs_is_said(different: Table) -> None:
    found = compared(ONE, [different, *ONE[1:]])
    assert any(each.verdict is Verdict.DIFFERENT for each in found)
    assert {each.line.table for each in found if each.verdict is Verdict.DIFFERENT} == {Name.LOOKS}
