"""SQLite: one writer at a time, who says so at BEGIN rather than half-way through."""

import sqlite3
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, Engine, Insert, Table, event, literal
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import make_url
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session, SQLModel

_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "busy_timeout = 4000",
    "foreign_keys = ON",
    "secure_delete = ON",
    "trusted_schema = OFF",
)


def create_engine(url: str) -> Engine:
    engine = sqlalchemy.create_engine(
        make_url(url),
        hide_parameters=True,
        pool_size=20,
        max_overflow=10,
        pool_timeout=4,
        connect_args={"check_same_thread": False, "timeout": 4},
    )
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def for_reading(engine: Engine) -> Engine:
    return engine.execution_options(sqlite_begin="DEFERRED")


def for_writing(engine: Engine) -> Engine:
    return engine.execution_options(sqlite_begin="IMMEDIATE")


def serialise(session: Session, key: str) -> None:
    """Nothing to do: a writing transaction already has the file to itself."""


def insert_if_new(session: Session, table: type[SQLModel], values: dict[str, Any]) -> bool:
    row = insert(table).values(values).on_conflict_do_nothing().returning(literal(1))
    return session.exec(row).first() is not None


def insert_unless_there(table: Table) -> Insert:
    return insert(table).on_conflict_do_nothing()


def set_local(session: Session, name: str, value: str) -> None:
    """Nothing to do: there is no row level security here."""


def _configure(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # _begin says BEGIN, not the driver
    for pragma in _PRAGMAS:
        try:
            connection.execute(f"PRAGMA {pragma}")
        except sqlite3.OperationalError:
            # A read-only file can still be read; what writes will be refused at its own place.
            continue


def _begin(connection: Connection) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if mode == 'IMMEDIATE' else 'ON'}")
    connection.exec_driver_sql(f"BEGIN {mode}")
