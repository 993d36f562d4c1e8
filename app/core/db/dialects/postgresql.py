"""PostgreSQL: read-only transactions, time-outs, and advisory locks for what must not race."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from zlib import crc32

import psycopg
import sqlalchemy
from sqlalchemy import Connection, Engine, Insert, Table, event, func, literal
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, SQLModel, select

from app.core.db.dialects import columns

_OPTIONS = "-c lock_timeout=1500 -c statement_timeout=30000 -c timezone=UTC"
# A table that is gone, a right that was taken away, a server that only reads.
_AWAY = {"42P01", "42501", "25006"}


def create_engine(url: str, *, changes_schema: bool = False) -> Engine:  # noqa: ARG001 - a right of the role
    columns.teach(psycopg.adapters)
    engine = sqlalchemy.create_engine(
        url,
        pool_pre_ping=True,
        hide_parameters=True,
        pool_size=20,
        max_overflow=10,
        pool_timeout=2,
        connect_args={"options": _OPTIONS, "connect_timeout": 3},
    )
    event.listen(engine, "begin", _begin)
    return engine


def make_file(_url: str) -> None:
    """Nothing to do: a database of this kind is made by its server's administrator."""


def whereabouts(_engine: Engine) -> object:
    return None


def for_reading(engine: Engine) -> Engine:
    return engine.execution_options(postgresql_readonly=True)


def for_writing(engine: Engine, *, hurried: bool = False) -> Engine:
    return engine.execution_options(postgresql_readonly=False, postgresql_hurried=hurried)


def for_one_call(engine: Engine) -> Engine:
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def has_room(_engine: Engine) -> bool:
    """Nothing to ask: where there is none, the insert itself failed."""
    return True


def is_away(error: BaseException | None) -> bool:
    if isinstance(error, psycopg.OperationalError):
        return True
    return isinstance(error, psycopg.Error) and error.sqlstate in _AWAY


def is_busy(error: BaseException | None) -> bool:
    return isinstance(error, psycopg.errors.LockNotAvailable)


def shielded(session: Session) -> AbstractContextManager[object]:
    return session.begin_nested()


def serialise(session: Session, key: str) -> None:
    session.exec(select(func.pg_advisory_xact_lock(crc32(key.encode()))))


def insert_if_new(session: Session, table: type[SQLModel], values: dict[str, Any]) -> bool:
    row = insert(table).values(values).on_conflict_do_nothing().returning(literal(1))
    return session.exec(row).first() is not None


def insert_unless_there(table: Table) -> Insert:
    return insert(table).on_conflict_do_nothing()


def put_rows(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    # Without a length: a cast would cut what is too long, an insert refuses it.
    kinds = (re.sub(r"\(\d+\)", "", c.type.compile(connection.dialect)) for c in table.columns)
    arrays = ", ".join(f"%s::{kind}[]" for kind in kinds)
    statement = f'INSERT INTO "{table.name}" ({names}) SELECT * FROM unnest({arrays})'  # noqa: S608 - ours
    connection.exec_driver_sql(statement, tuple(map(list, zip(*rows, strict=True))))


@contextmanager
def without_triggers(connection: Connection, tables: Iterable[Table]) -> Iterator[None]:
    found = connection.exec_driver_sql(_TRIGGERS, ([table.name for table in tables],)).all()
    for table, name, _fires in found:
        connection.exec_driver_sql(f'ALTER TABLE "{table}" DISABLE TRIGGER "{name}"')
    yield
    for table, name, fires in found:
        always = "ALWAYS " if fires == "A" else ""
        connection.exec_driver_sql(f'ALTER TABLE "{table}" ENABLE {always}TRIGGER "{name}"')


def snapshot(_url: str, _path: Path) -> bool:
    """Nothing: its rows are copied one after the other (``core.db.copying``)."""
    return False


def for_copying(engine: Engine) -> Engine:
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def set_local(session: Session, name: str, value: str) -> None:
    session.exec(select(func.set_config(name, value, True)))


def scrub(engine: Engine, tables: tuple[str, ...]) -> None:
    """Its owner may clear a table; where somebody else owns it, the server's own round does it.

    A long table takes its time, in a connection of its own.
    """
    with for_one_call(engine).connect() as connection:
        connection.detach()
        connection.exec_driver_sql("SET statement_timeout = 0")
        for table in tables:
            connection.exec_driver_sql(f"VACUUM {table}")


def powers(session: Session, roles: tuple[str, ...]) -> list[str]:
    ours = session.connection().exec_driver_sql(
        "SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user"
    )
    is_super, makes_roles = ours.one()
    if is_super:
        return ["is a superuser"]
    theirs = session.connection().exec_driver_sql(_BECOMES, (list(roles),))
    found = ["may make roles"] if makes_roles else []
    return found + [f"may become {role}" for (role,) in theirs]


# Before PostgreSQL 16 whoever is a member may take the role, and whoever makes roles is a member
# as soon as she likes. Whoever may hand on a role can take it first.
_BECOMES = """
SELECT rolname FROM pg_roles WHERE rolname = ANY (%s) AND (
  pg_has_role(rolname, 'MEMBER WITH ADMIN OPTION') OR pg_has_role(rolname,
    CASE WHEN current_setting('server_version_num')::int < 160000 THEN 'MEMBER' ELSE 'SET' END)
) ORDER BY rolname
"""


# Those of ours, and whether each fires always; not those that hold foreign keys.
_TRIGGERS = """
SELECT relname, tgname, tgenabled FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE NOT tgisinternal AND relname = ANY (%s) AND relnamespace = current_schema()::regnamespace
"""


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("postgresql_hurried"):
        connection.exec_driver_sql("SET LOCAL lock_timeout = 250")
