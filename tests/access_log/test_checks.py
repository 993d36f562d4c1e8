"""Whether the log could take an entry, found out without leaving one."""

import pytest
from sqlmodel import func, select

from app.access_log import checks
from app.access_log.models import Notice
from app.core.db.session import reading
from app.core.health import Finding
from tests.support.database import change_schema, on_both, on_sqlite


def _look() -> Finding:
    checks._found.cache_clear()
    return checks.LOG.run()


def _notices() -> int:
    with reading() as session:
        return session.exec(select(func.count()).select_from(Notice)).one()


@on_both
def test_a_log_that_takes_entries_is_well_and_keeps_none(database_url: str) -> None:
    before = _notices()

    assert _look().ok

    assert _notices() == before


@on_sqlite
def test_a_log_without_its_table_is_not_ready_until_it_is_back(database_url: str) -> None:
    change_schema("ALTER TABLE notice RENAME TO notice_away")

    found = _look()

    assert (found.ok, found.ready) == (False, False)
    change_schema("ALTER TABLE notice_away RENAME TO notice")
    assert _look().ok


def test_who_asks_often_does_not_hold_up_the_log(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.monotonic", lambda: 1_000.5)

    assert all(checks.LOG.run().ok for _ in range(50))

    assert checks._found.cache_info().misses == 1
