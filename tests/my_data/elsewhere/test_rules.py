"""Names, places, and how long what a system gave counts: pure."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.my_data.elsewhere import rules
from app.my_data.elsewhere.models import OwnSearch, Progress
from app.my_data.elsewhere.rules import Standing

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
NAMES = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=60)


def a_search(progress: Progress = Progress.DONE, ended: timedelta | None = None) -> OwnSearch:
    return OwnSearch(
        person_id=uuid4(),
        connector_id=uuid4(),
        version_id=uuid4(),
        title="Absence",
        employee_id="E1001",
        terms=[],
        time_zone="UTC",
        asked_at=NOW,
        progress=progress,
        ended_at=None if ended is None else NOW - ended,
    )


def too_large(ended: timedelta) -> OwnSearch:
    search = a_search(Progress.MISSING, ended)
    search.reason = rules.TOO_MUCH
    return search


@given(st.lists(st.tuples(NAMES, NAMES), min_size=2, max_size=8, unique=True))
def test_no_two_tables_have_one_name(pairs: list[tuple[str, str]]) -> None:
    names = [rules.part_name(*pair) for pair in pairs]
    assert len(set(names)) == len(names)
    assert all(len(name) <= rules.LONGEST_PART for name in names)


@pytest.mark.parametrize(
    ("newest", "last", "standing"),
    [
        (None, None, Standing.NEVER),
        (Progress.WAITING, None, Standing.WAITING),
        (Progress.WAITING, Progress.DONE, Standing.WAITING),
        (Progress.MISSING, None, Standing.FAILED),
        (Progress.MISSING, Progress.DONE, Standing.FAILED),
    ],
)
def test_what_a_page_says(
    newest: Progress | None, last: Progress | None, standing: Standing
) -> None:
    made = [each and a_search(each, timedelta(0)) for each in (newest, last)]
    assert rules.standing(*made) is standing


def test_the_answer_that_is_newest_is_here() -> None:
    search = a_search(ended=timedelta(0))
    assert rules.standing(search, search) is Standing.HERE
    assert rules.standing(too_large(timedelta(0)), search) is Standing.LARGE


@pytest.mark.parametrize(
    ("search", "asks", "fresh"),
    [
        (None, True, None),
        (a_search(Progress.WAITING), False, False),
        (a_search(ended=rules.ANEW_AFTER - timedelta(seconds=1)), False, True),
        (a_search(ended=rules.ANEW_AFTER), True, True),
        (a_search(ended=rules.FRESH), True, True),
        (a_search(ended=rules.FRESH + timedelta(seconds=1)), True, False),
        (a_search(Progress.MISSING, timedelta(0)), True, False),
        (too_large(rules.ANEW_AFTER - timedelta(seconds=1)), False, False),
        (too_large(rules.ANEW_AFTER), True, False),
    ],
)
def test_when_it_is_asked_anew_and_taken(
    search: OwnSearch | None, asks: bool, fresh: bool | None
) -> None:
    assert rules.may_ask(search, NOW) is asks
    if search is not None:
        assert rules.is_fresh(search, NOW) is fresh


@pytest.mark.parametrize("text", ["x", "1", "1.x", "-1.2", "1.2.3", "9" * 10 + ".1", "²."])
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        rules.place(text)
    assert rules.place("12.7") == (12, 7)
    assert rules.place(None) == (0, 0)


def test_a_row_comes_back_as_it_went() -> None:
    row = {"a": "two\nlines\u2028\x85", "b": None, "c": 2**70, "d": True, "e": 1.5}
    content = rules.line("k\n1", row) + rules.line("2", {})
    assert list(rules.lines(content)) == [("k\n1", row), ("2", {})]


def test_a_column_called_record_has_another_name() -> None:
    said = [{"name": name, "title": name, "codes": {}} for name in ("record_", "record", "day")]
    assert [each.name for each in rules.columns(said)] == ["record_", "record__", "day"]
