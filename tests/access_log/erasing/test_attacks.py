"""A deletion without its notice is found out, and so is a notice without its deletion."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from uuid import UUID

import orjson
import pytest

from app.access_log.erasing import queries, rules, service
from app.access_log.erasing.rules import Rule, statement
from app.access_log.leaves.rules import canonical
from app.core import clock
from app.core.db.session import reading, writing
from tests.access_log.erasing.conftest import (
    ALL,
    NOT_OVER_MONTH,
    NOW,
    OVER_MONTH,
    THIS_MONTH,
    checked,
    emptied,
    erase,
    forged,
    numbers,
    told,
)
from tests.support.administrator import Administrator
from tests.support.cast import Cast

FullRights = Callable[[], AbstractContextManager[Administrator]]
FIRST, LATER, NEW = (min, OVER_MONTH), (min, NOT_OVER_MONTH), (max, THIS_MONTH)


WIDE = 110  # a number behind all that is there


def _empty(which: str) -> str:
    return f"UPDATE entry SET sealed = NULL WHERE seq = {which}"


# what is done, and where it shows: at the first or the last entry of a month
ATTACKS: dict[str, tuple[list[str], tuple[Callable[..., int], int]]] = {
    "one more is emptied": ([_empty("{later}")], LATER),
    "the newest is emptied": ([_empty("{new}")], NEW),
    "one is emptied, and its event": (
        [
            _empty("{new}"),
            "UPDATE event SET body = NULL, occurred = NULL WHERE first_seq = {new}",
        ],
        NEW,
    ),
    "one more is emptied, and the notice says so": (
        [_empty("{later}"), "UPDATE notice SET statement = X'{more}' WHERE seq = {notice}"],
        FIRST,  # the notice that was signed is not there any more
    ),
    "one more is emptied, and a notice is made up": (
        [
            _empty("{later}"),
            "INSERT INTO notice SELECT {new}, kind, X'{more}', recorded_at FROM notice"
            " WHERE seq = {notice}",
        ],
        LATER,
    ),
    "one more is emptied, and a notice is made up beyond the log": (
        [
            _empty("{later}"),
            "INSERT INTO notice SELECT 100000, kind, X'{more}', recorded_at FROM notice"
            " WHERE seq = {notice}",
        ],
        LATER,
    ),
    "the notice is deleted": (["DELETE FROM notice WHERE seq = {notice}"], FIRST),
    "the notice is said to be another kind": (
        ["UPDATE notice SET kind = 3 WHERE seq = {notice}"],
        FIRST,
    ),
    "a deleted entry is put back": (
        ["UPDATE entry SET sealed = X'00' WHERE seq = {first}"],
        FIRST,
    ),
    "a deleted entry has another leaf": (
        ["UPDATE entry SET leaf = X'616c3100{leaf}' WHERE seq = {first}"],
        FIRST,
    ),
    "a deleted entry goes altogether": (["DELETE FROM entry WHERE seq = {first}"], FIRST),
}


@pytest.mark.parametrize("how", ATTACKS)
def test_it_is_found_and_located(old_log: Cast, full_rights: FullRights, how: str) -> None:
    erase()
    assert checked().ok
    commands, (which, month) = ATTACKS[how]
    with reading() as session:
        [erasure] = queries.erasures(session)
    named = {
        "first": min(numbers(OVER_MONTH)),
        "later": min(numbers(NOT_OVER_MONTH)),
        "new": max(numbers(THIS_MONTH)),
        "notice": erasure.notice,
    }
    more = {*emptied(), named["later"]}
    position = which(numbers(month))
    forged = canonical(statement(more, Rule.RETENTION, 24, NOW))
    assert orjson.loads(forged)["entries"]

    with full_rights() as administrator:
        for each in commands:
            administrator.run(each.format(**named, more=forged.hex(), leaf="ab" * 32))

    found = checked()
    assert (found.ok, found.first_bad) == (False, position)


def test_an_entry_after_the_notice_is_not_covered_by_it(
    old_log: Cast, full_rights: FullRights
) -> None:
    """However wide a true notice would say it reached."""
    with pytest.MonkeyPatch.context() as wide:
        spans = rules.spans
        wide.setattr(rules, "spans", lambda numbers: [*spans(numbers), (WIDE, 10**6)])
        erase()
    told(NOW, ALL)
    assert checked().ok
    new = max(numbers(THIS_MONTH))
    assert new > WIDE
    with full_rights() as administrator:
        administrator.run(_empty(str(new)))

    found = checked()
    assert (found.ok, found.first_bad) == (False, new)


def _asked(person: UUID, at: datetime) -> None:
    with clock.set_to(at), writing() as session:
        service.ask(session, person, f"SAR-{at:%j%H}")


YEARS = timedelta(days=800)
# a reason that was none: the rule, the months, and when; and how it would have been one
REASONS: dict[str, tuple[int, int | None, datetime, int]] = {
    "what is of this month": (THIS_MONTH, 24, NOW, OVER_MONTH),
    "what is kept for some days more": (NOT_OVER_MONTH, 24, NOW, OVER_MONTH),
    "what is said to go in two years": (NOT_OVER_MONTH, 24, NOW + YEARS, OVER_MONTH),
    "what is kept for no time": (NOT_OVER_MONTH, 0, NOW, OVER_MONTH),
    "what is kept for less than none": (THIS_MONTH, -40, NOW, OVER_MONTH),
    "what is kept for nobody says how long": (OVER_MONTH, None, NOW, OVER_MONTH),
}


@pytest.mark.parametrize("how", REASONS)
def test_a_notice_that_was_made_up_and_signed_excuses_nothing_before_its_time(
    old_log: Cast, how: str
) -> None:
    month, months, at, right = REASONS[how]
    wrong = numbers(month, old_log.amara.id)
    forged(numbers(right, old_log.jo.id), Rule.RETENTION, 24)
    assert checked().ok

    forged(wrong, Rule.RETENTION, months, at)

    found = checked()
    assert (found.ok, found.first_bad) == (False, min(wrong))


@pytest.mark.parametrize(
    ("who", "at"), [("tom", NOW - timedelta(days=1)), ("amara", NOW + timedelta(days=1))]
)
def test_a_notice_of_a_request_that_nobody_made_excuses_nothing(
    old_log: Cast, who: str, at: datetime
) -> None:
    _asked(old_log.jo.id, NOW - timedelta(hours=1))
    forged(numbers(THIS_MONTH, old_log.jo.id), Rule.REQUEST, None)
    assert checked().ok
    _asked(getattr(old_log, who).id, at)

    forged(numbers(THIS_MONTH, old_log.amara.id), Rule.REQUEST, None)

    found = checked()
    assert (found.ok, found.first_bad) == (False, min(numbers(THIS_MONTH, old_log.amara.id)))


def test_an_emptied_entry_is_not_made_older_than_what_stands_around_it(
    old_log: Cast, full_rights: FullRights
) -> None:
    wrong, right = numbers(NOT_OVER_MONTH), numbers(OVER_MONTH)
    forged(right, Rule.RETENTION, 24)
    assert checked().ok
    forged(wrong, Rule.RETENTION, 24)
    with full_rights() as administrator:
        for seq in (*wrong, max(right)):
            administrator.run(f"UPDATE entry SET month = {OVER_MONTH - 1} WHERE seq = {seq}")

    found = checked()
    assert (found.ok, found.first_bad) == (False, min(wrong))
