"""Reading cannot write: the database itself holds it."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.core.db.session import engine, reading, writing
from tests.support.database import change_schema, on_both, on_sqlite


@on_both
def test_a_reading_transaction_may_not_write_and_a_writing_one_may(database_url: str) -> None:
    change_schema("CREATE TABLE scrap (n integer)")
    with pytest.raises(DBAPIError, match=r"read-?only"), reading() as session:
        session.connection().execute(text("INSERT INTO scrap VALUES (1)"))
    with writing() as session:
        session.connection().execute(text("INSERT INTO scrap VALUES (2)"))
    with reading() as session:
        assert list(session.connection().execute(text("SELECT n FROM scrap")).scalars()) == [2]


@on_both
def test_a_block_that_ends_badly_leaves_nothing(database_url: str) -> None:
    change_schema("CREATE TABLE scrap (n integer)")
    with pytest.raises(RuntimeError), writing() as session:
        session.connection().execute(text("INSERT INTO scrap VALUES (1)"))
        raise RuntimeError
    with reading() as session:
        assert not list(session.connection().execute(text("SELECT n FROM scrap")).scalars())


@on_sqlite
@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER entry_stays",
        "CREATE TRIGGER stop BEFORE INSERT ON entry BEGIN SELECT RAISE(ABORT, 'no'); END",
        "CREATE TEMP TABLE entry (seq integer)",
        "CREATE TEMP TRIGGER stop BEFORE INSERT ON entry BEGIN SELECT RAISE(IGNORE); END",
        "DROP TABLE entry",
        "ALTER TABLE entry RENAME TO away",
        "PRAGMA writable_schema = ON",
        "PRAGMA journal_mode = OFF",
        "PRAGMA recursive_triggers = OFF",
        "ATTACH ':memory:' AS beside",
    ],
)
def test_the_portals_own_connections_cannot_take_a_trigger_off(
    database_url: str, statement: str
) -> None:
    with pytest.raises(DBAPIError, match="not authorized"), writing() as session:
        session.connection().exec_driver_sql(statement)
    with writing() as session:
        assert session.connection().exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        session.connection().exec_driver_sql("UPDATE head SET key_epoch = key_epoch")


@on_sqlite
def test_a_file_put_in_the_place_of_an_open_one_is_found_before_anything_is_written(
    database_url: str,
) -> None:
    with writing() as session:
        session.connection().exec_driver_sql("UPDATE head SET key_epoch = key_epoch + 1")
    file = Path(str(engine().url.database))
    shutil.copy(file, away := file.with_suffix(".away"))
    file.unlink()

    with pytest.raises(DBAPIError), writing() as session:
        session.connection().exec_driver_sql("UPDATE head SET key_epoch = key_epoch + 1")

    for beside in file.parent.glob(f"{file.name}-*"):
        beside.unlink()
    away.rename(file)
    with writing() as session:
        session.connection().exec_driver_sql("UPDATE head SET key_epoch = key_epoch + 1")
