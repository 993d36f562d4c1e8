"""Whoever has full rights and edits what was counted is found out, and where."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from app.access_log.seals import service
from tests.access_log.checking.conftest import seal, sealed_log, verdict
from tests.support.administrator import Administrator

__all__ = ["sealed_log"]

FullRights = Callable[[], AbstractContextManager[Administrator]]

EDITS = {
    "the seal covers less": "UPDATE seal SET covers = covers - 1 WHERE seq = {seal}",
    "the seal has another root": f"UPDATE seal SET root = X'{'ab' * 32}' WHERE seq = {{seal}}",
    "the seal is of more people": "UPDATE seal SET people = people + 1 WHERE seq = {seal}",
    "the seal is deleted": "DELETE FROM seal WHERE seq = {seal}",
    "the tree is edited": f"UPDATE seal_tree SET nodes = X'{'cd' * 48}'",
    "the places are edited": f"UPDATE seal_tree SET places = X'{'cd' * 16}'",
    "the places are no places": "UPDATE seal_tree SET places = X'cd'",
    "there are no places": "UPDATE seal_tree SET places = X''",
    "somebody is counted less": "UPDATE subject_state SET entries = entries - 1 WHERE entries > 1",
    "somebody has another head": f"UPDATE subject_state SET head = X'{'ef' * 32}'",
    "somebody is not counted": "DELETE FROM subject_state WHERE entries > 1",
}


@pytest.mark.parametrize("how", EDITS)
def test_it_is_found(sealed_log: int, full_rights: FullRights, how: str) -> None:
    made = service.seal()
    assert made is not None
    seal()
    assert verdict().ok

    with full_rights() as administrator:
        administrator.run("DELETE FROM seal_tree" if "deleted" in how else "SELECT 1")
        administrator.run(EDITS[how].format(seal=made.seq))

    found = verdict()
    assert not found.ok
    assert found.first_bad in {made.seq, made.covers, 0}, found


def test_what_was_sealed_since_is_found_too(sealed_log: int, full_rights: FullRights) -> None:
    assert verdict().ok
    assert service.seal() is not None
    seal()
    assert verdict().ok
    with full_rights() as administrator:
        administrator.run(f"INSERT INTO subject_state VALUES (X'{'01' * 16}', 1, X'{'02' * 32}')")
    assert not verdict().ok
