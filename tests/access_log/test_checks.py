"""Whether the log could take an entry, found out without leaving one."""

import resource

import pytest
from sqlmodel import Session, func, select

from app.access_log import checks
from app.access_log.models import Notice
from app.core.config import settings
from app.core.db.session import reading
from app.core.health import Finding
from app.identity.people.models import Person
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


@on_both
def test_a_log_whose_keys_are_away_is_not_ready_until_they_are_back(
    session: Session, amara: Person
) -> None:
    session.commit()
    assert _look().ok
    keys = settings().data_dir / "keys.db"
    keys.rename(keys.with_name("away"))

    found = _look()

    assert (found.ok, found.ready) == (False, False)
    keys.with_name("away").rename(keys)
    assert _look().ok


@on_sqlite
def test_a_log_whose_file_cannot_grow_is_not_ready_until_it_can(
    session: Session, amara: Person
) -> None:
    session.commit()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        found = _look()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert (found.ok, found.ready) == (False, False)
    assert _look().ok


def test_who_asks_often_does_not_hold_up_the_log(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.monotonic", lambda: 1_000.5)

    assert all(checks.LOG.run().ok for _ in range(50))

    assert checks._found.cache_info().misses == 1
