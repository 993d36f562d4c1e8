"""A deletion without its notice is found out, and so is a notice without its deletion."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import orjson
import pytest

from app.access_log.checking import service as checking
from app.access_log.checkpoints import service as signing
from app.access_log.erasing import queries, rules
from app.access_log.erasing.rules import Rule, statement
from app.access_log.leaves.rules import canonical
from app.core.db.session import reading
from tests.access_log.erasing.conftest import (
    ALL,
    NOT_OVER_MONTH,
    NOW,
    OVER_MONTH,
    THIS_MONTH,
    emptied,
    erase,
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
    signing.publish()
    assert checking.verify().ok
    statements, (which, month) = ATTACKS[how]
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
        for each in statements:
            administrator.run(each.format(**named, more=forged.hex(), leaf="ab" * 32))

    found = checking.verify()
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
    assert checking.verify().ok
    new = max(numbers(THIS_MONTH))
    assert new > WIDE
    with full_rights() as administrator:
        administrator.run(_empty(str(new)))

    found = checking.verify()
    assert (found.ok, found.first_bad) == (False, new)
