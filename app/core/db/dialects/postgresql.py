"""PostgreSQL: read-only transactions, time-outs, and advisory locks for what must not race."""

from typing import Any
from zlib import crc32

import sqlalchemy
from sqlalchemy import Engine, Insert, Table, func, literal
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, SQLModel, select

_OPTIONS = "-c lock_timeout=4000 -c statement_timeout=30000 -c timezone=UTC"


def create_engine(url: str) -> Engine:
    return sqlalchemy.create_engine(
        url,
        pool_pre_ping=True,
        hide_parameters=True,
        pool_size=20,
        max_overflow=10,
        pool_timeout=4,
        connect_args={"options": _OPTIONS, "connect_timeout": 4},
    )


def for_reading(engine: Engine) -> Engine:
    return engine.execution_options(postgresql_readonly=True)


def for_writing(engine: Engine) -> Engine:
    return engine.execution_options(postgresql_readonly=False)


def serialise(session: Session, key: str) -> None:
    session.exec(select(func.pg_advisory_xact_lock(crc32(key.encode()))))


def insert_if_new(session: Session, table: type[SQLModel], values: dict[str, Any]) -> bool:
    row = insert(table).values(values).on_conflict_do_nothing().returning(literal(1))
    return session.exec(row).first() is not None


def insert_unless_there(table: Table) -> Insert:
    return insert(table).on_conflict_do_nothing()


def set_local(session: Session, name: str, value: str) -> None:
    session.exec(select(func.set_config(name, value, True)))
