"""A SQLite file that could not be written for a while is written again, whoever reads meanwhile."""

import gc
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from app.core.db import dialects
from app.core.db.dialects.spoilt import Held, Spoilt
from tests.support import processes

TRIES = 40
# Leaves the log of changes as a crash does.
CRASHES = """
import os, sqlite3, sys
left = sqlite3.connect(sys.argv[1], isolation_level=None)
left.execute("PRAGMA journal_mode = WAL")
left.execute("CREATE TABLE note (of INTEGER)")
left.execute("INSERT INTO note VALUES (1)")
os._exit(0)
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "notes.db"
    assert processes.start("-c", CRASHES, str(file)).wait(30) == 0
    assert file.with_name("notes.db-shm").exists()
    return file


@pytest.fixture
def engine(file: Path) -> Iterator[Engine]:
    made = dialects.create_engine(f"sqlite:///{file}")
    yield made
    made.dispose()


@contextmanager
def read_only(file: Path) -> Iterator[None]:
    """What this process holds of the file is for reading only, as on a volume that is."""
    held = sqlite3.connect(f"file:{file}?readonly_shm=1", uri=True, check_same_thread=False)
    held.execute("SELECT of FROM note").fetchall()
    yield
    held.close()


def writes(engine: Engine) -> bool:
    try:
        with dialects.for_writing(engine).begin() as connection:
            connection.exec_driver_sql("INSERT INTO note VALUES (2)")
    except OperationalError as refused:
        assert getattr(refused.orig, "sqlite_errorname", "").startswith("SQLITE_READONLY")
        return False
    return True


def reads(engine: Engine) -> int:
    with dialects.for_reading(engine).begin() as connection:
        return len(connection.exec_driver_sql("SELECT of FROM note").all())


def test_it_can_be_read_while_it_cannot_be_written_and_is_well_afterwards(
    file: Path, engine: Engine
) -> None:
    with read_only(file):
        assert not writes(engine)
        assert reads(engine) == 1
        assert not writes(engine)

    assert writes(engine) or writes(engine), "the first may find what was opened before"
    assert reads(engine) == 2


def test_one_that_was_opened_beside_a_spoilt_one_is_let_go_with_it(
    file: Path, engine: Engine
) -> None:
    with read_only(file), dialects.for_reading(engine).begin() as first:
        first.exec_driver_sql("SELECT of FROM note").all()
        assert not writes(engine)
        second = dialects.for_reading(engine).connect()
        second.exec_driver_sql("SELECT of FROM note").all()
    second.close()

    assert writes(engine)


def test_one_that_was_collected_without_a_word_spoils_no_other(file: Path) -> None:
    spoilt, made = Spoilt(), dialects.create_engine(f"sqlite:///{file}")
    left = Held(file)
    spoilt.opened(left, record())
    spoilt.note(made)
    spoilt.opened(beside := Held(file), spoiled := record())
    assert spoiled.info["opened_at"] == Spoilt.FROM_BIRTH
    spoilt.closed(beside)
    del left
    gc.collect()
    spoilt.opened(Held(file), well := record())
    assert well.info["opened_at"] > Spoilt.FROM_BIRTH


def record() -> Any:
    return SimpleNamespace(info={})


def test_it_is_well_again_under_readers_who_never_all_pause(file: Path, engine: Engine) -> None:
    done, here = threading.Event(), threading.Barrier(3)

    def read_on() -> None:
        mine = dialects.for_reading(engine).connect()
        mine.exec_driver_sql("SELECT of FROM note").all()
        here.wait(20)
        while not done.is_set():
            mine.close()
            mine = dialects.for_reading(engine).connect()
            mine.exec_driver_sql("SELECT of FROM note").all()
            done.wait(0.02)
        mine.close()

    readers = [threading.Thread(target=read_on) for _ in range(2)]
    with read_only(file):
        assert not writes(engine)
        for reader in readers:
            reader.start()
        here.wait(20)
        assert not writes(engine)
    try:
        assert any(writes(engine) for _ in range(TRIES))
    finally:
        done.set()
        for reader in readers:
            reader.join(20)
    assert writes(engine)
