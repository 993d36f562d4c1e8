"""Older keys in a backup do not undo a deletion."""

from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from app.cli import run
from app.core import clock
from tests.access_log.erasing.conftest import NOW, OVER_MONTH, emptied, erase, keys
from tests.support.cast import Cast
from tests.support.database import on_sqlite, pointed_at


@on_sqlite
def test_keys_that_come_back_are_deleted_before_anybody_is_served(
    session: Session, old_log: Cast, tmp_path: Path
) -> None:
    assert isinstance(session.get_bind(), Engine)
    with clock.set_to(NOW):
        assert run(["backup", str(tmp_path / "before")]) == 0
    of_old = {key for key in keys() if key[0] == OVER_MONTH}
    assert of_old
    assert erase() > 0
    with clock.set_to(NOW):
        assert run(["backup", str(tmp_path / "after")]) == 0
    place, older = tmp_path / "new", str(tmp_path / "before" / "keys")

    with pointed_at(place, f"sqlite:///{place / 'daylight.db'}"), clock.set_to(NOW):
        assert run(["restore", str(tmp_path / "after"), "--keys", older]) == 0

        assert emptied()
        assert not of_old & keys()
        assert keys(), "what was not deleted still opens"
        assert run(["log", "verify"]) == 0
    assert old_log
