"""Whether the log could take an entry, found out without leaving one."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from sqlmodel import Session, func, select

from app.access_log import checks
from app.access_log.errors import StoppedError, taken
from app.access_log.models import Notice
from app.core.config import settings
from app.core.db import dialects
from app.core.db.session import engine, reading
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


@contextmanager
def _head_held() -> Iterator[None]:
    """By somebody who appends for a long time."""
    with dialects.for_writing(engine()).connect() as other:
        lock = "SELECT * FROM head FOR UPDATE"
        if dialects.name(engine()) == "postgresql":
            with psycopg.connect(_superuser(), autocommit=False) as superuser:
                superuser.execute(lock)
                yield
            return
        other.exec_driver_sql("UPDATE head SET key_epoch = key_epoch")
        yield
        other.rollback()


def _superuser() -> str:
    url = engine().url
    return f"postgresql://postgres@/{url.database}?host={url.query['host']}"


@on_both
def test_a_log_that_others_append_to_is_no_alarm(
    session: Session, amara: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.commit()
    assert _look().ok
    taken()  # whatever another test met is over
    before = StoppedError.last

    with _head_held():
        found = _look()
        assert (found.ok, found.ready, StoppedError.last) == (True, True, before)
        assert checks.takes_entries()
        with monkeypatch.context() as later:
            later.setattr(checks, "BUSY_FOR", -1.0)  # it has been so for longer than that
            assert not _look().ok
        assert StoppedError.last > before

    assert _look().ok


def test_who_asks_often_does_not_hold_up_the_log(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.monotonic", lambda: 1_000.5)

    assert all(checks.LOG.run().ok for _ in range(50))

    assert checks._found.cache_info().misses == 1
