"""A long log is looked at in portions, what is new in it oftener than the whole."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlmodel import Session

from app.access_log import service as log
from app.access_log.checking import jobs, queries
from app.access_log.checking import service as checking
from app.access_log.checking.models import LogCheck
from app.access_log.checking.rules import Looked, Standing, Verdict, is_new_due, is_whole_due
from app.access_log.checking.rules import standing as standing_of
from app.core import clock
from app.core.db.session import reading, writing
from tests.access_log.checking.conftest import fill, seal, verdict
from tests.access_log.checking.test_attacks import EDITS
from tests.support.administrator import Administrator
from tests.support.cast import Cast
from tests.support.make import an_access

FullRights = Callable[[], AbstractContextManager[Administrator]]
LONG = timedelta(hours=1)
OLD = 3  # entries that a check of the whole log had found well
IN_THE_OLD_PART = {"the first entry is deleted", "an event is made up"}


@pytest.fixture
def checked_log(session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> int:
    """A log whose first three entries were sound when all of it was looked at, for an hour."""
    session.commit()
    monkeypatch.setattr(queries, "AT_ONCE", 40)
    monkeypatch.setattr(queries, "NOTES_AT_ONCE", 1)
    log.append([an_access("E1001", "E1002", "E1003")])
    seal()
    with writing() as other:
        checking.record(other, Verdict(OLD), clock.now() - LONG)
    return fill(events=99)


def check(*, later: timedelta) -> LogCheck:
    """What the worker's next check finds."""
    with clock.set_to(clock.now() + later):
        assert jobs.check() == 1
        with reading() as session:
            found = queries.last_check(session)
    assert found is not None
    return found


@pytest.mark.parametrize("how", EDITS)
def test_an_edit_of_what_is_new_is_found_soon_and_one_of_what_is_old_with_the_whole(
    checked_log: int, full_rights: FullRights, how: str
) -> None:
    statement, position = EDITS[how]
    with full_rights() as administrator:
        administrator.run(statement)

    soon = check(later=timedelta(minutes=11))
    assert soon.first == min(OLD, soon.size)
    assert soon.ok == (how in IN_THE_OLD_PART)
    later = check(later=timedelta(hours=11) if soon.ok else timedelta(minutes=22))
    assert (later.first, later.ok) == (0, False)
    assert later.first_bad == (checked_log - 1 if position is None else position)


def test_what_is_claimed_goes_back_to_when_the_whole_was_looked_at(checked_log: int) -> None:
    began_at = clock.now()
    new = check(later=timedelta(minutes=11))
    assert (new.ok, new.first, new.size) == (True, OLD, checked_log)

    with clock.set_to(new.ended_at), reading() as session:
        said = queries.checked(session)
    assert (said.standing, said.size) == (Standing.SOUND, checked_log)
    assert said.since is not None
    assert said.since < began_at - LONG + timedelta(minutes=1)

    whole = check(later=timedelta(hours=11))
    assert (whole.ok, whole.first) == (True, 0)
    with clock.set_to(whole.ended_at), reading() as session:
        assert queries.checked(session).since is None


def test_what_is_appended_between_two_portions_is_left_to_the_next_check(checked_log: int) -> None:
    steps, portions = checking.steps(OLD), 0
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found = end.value
            break
        portions += 1
        log.append([an_access("E1001", "E1002")])  # nothing waits for the check
        seal()
    assert portions > checked_log // 40
    assert found == Verdict(checked_log)
    assert verdict().size == checked_log + 2 * portions


def test_a_check_of_what_is_new_needs_the_checkpoint_it_goes_on_from(
    checked_log: int, full_rights: FullRights
) -> None:
    with full_rights() as administrator:
        administrator.run(f"DELETE FROM checkpoint WHERE size = {OLD}")

    found = check(later=timedelta(minutes=11))
    assert (found.ok, found.first_bad) == (False, OLD - 1)


NOON = clock.now().replace(hour=12, minute=0)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def looked(ago: timedelta, length: timedelta = MINUTE, why: str = "") -> Looked:
    return Looked(NOON - ago - length, NOON - ago, why)


@pytest.mark.parametrize(
    ("last", "whole", "expected"),
    [
        (looked(MINUTE), looked(MINUTE), Standing.SOUND),
        (looked(61 * MINUTE), looked(61 * MINUTE), Standing.STALE),
        (looked(MINUTE), looked(50 * MINUTE), Standing.SOUND),
        (looked(MINUTE), looked(61 * MINUTE), Standing.STALE),
        (looked(MINUTE), looked(19 * HOUR, HOUR), Standing.SOUND),
        (looked(MINUTE), looked(21 * HOUR, HOUR), Standing.STALE),
        (looked(3 * HOUR), looked(19 * HOUR, HOUR), Standing.STALE),
        (looked(MINUTE), looked(47 * HOUR, 9 * HOUR), Standing.SOUND),
        (looked(MINUTE), looked(49 * HOUR, 9 * HOUR), Standing.STALE),
        (looked(9 * DAY, why="gone"), looked(9 * DAY), Standing.BROKEN),
    ],
)
def test_what_may_be_said(last: Looked, whole: Looked, expected: Standing) -> None:
    assert standing_of(last, whole, NOON) is expected


@pytest.mark.parametrize(
    ("last", "whole", "new_due", "whole_due"),
    [
        (looked(9 * MINUTE), looked(9 * MINUTE), False, False),
        (looked(11 * MINUTE), looked(11 * MINUTE), True, True),
        (looked(9 * MINUTE), looked(9 * HOUR, HOUR), False, False),
        (looked(11 * MINUTE), looked(9 * HOUR, HOUR), True, False),
        (looked(9 * MINUTE), looked(11 * HOUR, HOUR), False, True),
        (looked(9 * MINUTE), looked(25 * HOUR, 9 * HOUR), False, True),
        (looked(11 * MINUTE, why="gone"), looked(9 * HOUR, HOUR), False, True),
        (looked(11 * MINUTE, HOUR, why="gone"), looked(11 * MINUTE, HOUR, "gone"), False, False),
    ],
)
def test_when_the_next_check_is_due(
    last: Looked, whole: Looked, new_due: bool, whole_due: bool
) -> None:
    assert is_new_due(last, NOON) is new_due
    assert is_whole_due(whole, last, NOON) is whole_due
