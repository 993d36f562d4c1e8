"""Databases of other systems: only read, never for long, and their troubles told apart.

What a transaction may do is held by the database: PostgreSQL's, MySQL's and MariaDB's is READ
ONLY, SQLite's file is opened for reading alone. No other kind is asked.
"""

import socket
import sqlite3
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from os import dup
from threading import Timer
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection, Engine, ExceptionContext, event
from sqlalchemy.engine import URL
from sqlalchemy.pool import ConnectionPoolEntry, NullPool
from sqlalchemy.types import NullType

from app.core.db.dialects import mysql, speaks

if TYPE_CHECKING:  # PostgreSQL's driver takes 9 MiB: only who uses it loads it
    import psycopg

OPERATIONS = 10_000  # of SQLite's machine between two looks at the time
ALTOGETHER = 4  # a connection may last so many times as long as one statement


class Trouble(StrEnum):
    """Why a database did not answer."""

    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    NO_DATABASE = "no-database"
    GONE = "gone"
    FORBIDDEN = "forbidden"
    SLOW = "slow"
    LOCKED = "locked"
    NO_DRIVER = "no-driver"
    UNBOUNDED = "unbounded"
    OTHER = "other"


class UnboundedError(Exception):
    """A kind of database that cannot be held to reading, and not for long."""


@dataclass(frozen=True)
class Days:
    """A range of days: as days, and as the moments they begin and end at.

    ``begins`` is included, ``ends`` is not; both are aware. ``zone`` is that of stamps without
    one.
    """

    since: date | None
    until: date | None
    begins: datetime | None
    ends: datetime | None
    zone: Any


def reader(url: URL, seconds: int) -> Engine:
    """An engine that only reads; each statement may take that long.

    A server that falls silent is hung up on after ``ALTOGETHER`` times as long. Raises
    ModuleNotFoundError, UnboundedError.
    """
    backend = url.get_backend_name()
    if backend == "sqlite":
        return _of_sqlite(url.database or "", seconds)
    if backend in mysql.BOUNDS:
        return mysql.reader(url, seconds, seconds * ALTOGETHER)
    if backend != "postgresql":
        raise UnboundedError
    engine = sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"connect_timeout": max(2, min(seconds, 5))},
    )

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{int(seconds)}s'")
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(seconds) * 900}")
        connection.exec_driver_sql("SET LOCAL timezone = 'UTC'")

    event.listen(engine, "begin", begin)
    _hang_up_after(engine, seconds * ALTOGETHER)
    return engine


def as_stored(connection: Connection, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column whose values come as the database has them: SQLite holds any in any."""
    if connection.dialect.name == "sqlite":
        return sa.type_coerce(column, NullType())
    return column


def can_be_dated(connection: Connection, kind: Any) -> bool:
    """Whether a column of this type can be held against a range of days."""
    if isinstance(kind, sa.Date | sa.DateTime):
        return True
    return connection.dialect.name == "sqlite" and isinstance(kind, sa.String)


def within(
    connection: Connection, column: ColumnElement[Any], kind: Any, days: Days
) -> ColumnElement[bool]:
    """Whether a column's day or moment lies in a range. One without a date does: who could tell."""
    if connection.dialect.name == "sqlite":
        return _within_text(sa.type_coerce(column, sa.String()), days)
    if isinstance(kind, sa.DateTime):
        keeps_zone = bool(kind.timezone)
        begins, ends = (
            moment if moment is None or keeps_zone else _local(moment, days.zone)
            for moment in (days.begins, days.ends)
        )
        return sa.or_(column.is_(None), _between(column, begins, ends))
    found = [column >= days.since] if days.since else []
    found += [column <= days.until] if days.until else []
    return sa.or_(column.is_(None), sa.and_(sa.true(), *found))


def trouble(error: BaseException) -> Trouble:
    """What kind of trouble an exception of a reading is."""
    for kind, found in _KINDS.items():
        if isinstance(error, kind):
            return found
    original = getattr(error, "orig", None)
    if isinstance(original, sqlite3.Error):
        return _of_sqlite_error(original)
    if speaks(original) == "postgresql":
        return _of_postgresql_error(original)
    if said := mysql.trouble(original):
        return Trouble(said)
    if isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError):
        return Trouble.UNREACHABLE
    return Trouble.GONE if isinstance(error, sa.exc.ProgrammingError) else Trouble.OTHER


def _of_sqlite(path: str, seconds: int) -> Engine:
    limit = [float("inf")]

    def connect() -> sqlite3.Connection:
        where = f"file:{quote(path)}?mode=ro"
        made = sqlite3.connect(where, uri=True, timeout=seconds, check_same_thread=False)
        made.execute("PRAGMA query_only = ON")
        made.execute("PRAGMA trusted_schema = OFF")
        made.set_progress_handler(lambda: int(time.monotonic() > limit[0]), OPERATIONS)
        return made

    def begin_counting(*_of_the_statement: Any) -> None:
        limit[0] = time.monotonic() + seconds

    engine = sa.create_engine("sqlite://", creator=connect, poolclass=NullPool)
    event.listen(engine, "before_cursor_execute", begin_counting)
    return engine


def _hang_up_after(engine: Engine, seconds: int) -> None:
    """Shut the connection's socket then: whoever waits for an answer is told that none comes."""

    def hang_up(connection: "psycopg.Connection") -> None:
        from psycopg import Error

        with (
            suppress(OSError, Error),
            socket.socket(fileno=dup(connection.fileno())) as own,
        ):
            own.shutdown(socket.SHUT_RDWR)

    def begin(connection: "psycopg.Connection", record: ConnectionPoolEntry) -> None:
        timer = record.info["timer"] = Timer(seconds, hang_up, [connection])
        timer.daemon = True
        timer.start()

    def end(_connection: "psycopg.Connection", record: ConnectionPoolEntry) -> None:
        record.info["timer"].cancel()

    used: list[Any] = []

    def note(_connection: Connection, cursor: Any, *_of_the_statement: Any) -> None:
        used[:] = [cursor]

    def let_go(context: ExceptionContext) -> None:
        """A cursor of a line that is dead cannot say that it is closed, unless the line is."""
        if context.is_disconnect and used:
            used[0].connection.close()
            used[0].close()

    event.listen(engine, "connect", begin)
    event.listen(engine, "close", end)
    event.listen(engine, "before_cursor_execute", note)
    event.listen(engine, "handle_error", let_go)


def _within_text(column: ColumnElement[Any], days: Days) -> ColumnElement[bool]:
    """Text that is a day is compared as one, other text as a moment."""
    moment = sa.func.datetime(column)
    by_day = _between(
        column, days.since and days.since.isoformat(), days.until and days.until.isoformat(), True
    )
    begins, ends = (
        _local(one, days.zone).strftime("%Y-%m-%d %H:%M:%S") if one else None
        for one in (days.begins, days.ends)
    )
    by_moment = _between(moment, begins, ends)
    chosen = sa.case((sa.func.length(column) == 10, by_day), else_=by_moment)
    return sa.or_(moment.is_(None), chosen)


def _between(
    column: ColumnElement[Any], first: Any, last: Any, included: bool = False
) -> ColumnElement[bool]:
    found: Sequence[ColumnElement[bool]] = [column >= first] if first is not None else []
    if last is not None:
        found = [*found, column <= last if included else column < last]
    return sa.and_(sa.true(), *found)


def _local(moment: datetime, zone: Any) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


_KINDS = {
    ModuleNotFoundError: Trouble.NO_DRIVER,
    sa.exc.NoSuchModuleError: Trouble.NO_DRIVER,
    UnboundedError: Trouble.UNBOUNDED,
    sa.exc.NoSuchTableError: Trouble.GONE,
}
_SQLITE = {
    sqlite3.SQLITE_CANTOPEN: Trouble.UNREACHABLE,
    sqlite3.SQLITE_IOERR: Trouble.UNREACHABLE,
    sqlite3.SQLITE_NOTADB: Trouble.NO_DATABASE,
    sqlite3.SQLITE_CORRUPT: Trouble.NO_DATABASE,
    sqlite3.SQLITE_BUSY: Trouble.LOCKED,
    sqlite3.SQLITE_LOCKED: Trouble.LOCKED,
    sqlite3.SQLITE_INTERRUPT: Trouble.SLOW,
    sqlite3.SQLITE_PERM: Trouble.FORBIDDEN,
    sqlite3.SQLITE_AUTH: Trouble.FORBIDDEN,
}
_POSTGRESQL = {
    "42501": Trouble.FORBIDDEN,
    "57014": Trouble.SLOW,
    "55P03": Trouble.LOCKED,
    "3D000": Trouble.NO_DATABASE,
}
_STATES = {"42": Trouble.GONE, "28": Trouble.REFUSED, "08": Trouble.UNREACHABLE}
_STATES |= {"53": Trouble.UNREACHABLE, "57": Trouble.UNREACHABLE}
_MISSING = ("no such", "unknown database")
# While it connects, libpq gives no state: only the server's words.
_REFUSALS = ("authentication failed", "no password", "pg_hba.conf", "role ", "not permitted to log")


def _of_sqlite_error(error: sqlite3.Error) -> Trouble:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_ERROR and any(word in str(error) for word in _MISSING):
        return Trouble.GONE
    return _SQLITE.get(code, Trouble.OTHER)


def _of_postgresql_error(error: Any) -> Trouble:
    from psycopg import OperationalError

    if state := error.sqlstate:
        return _POSTGRESQL.get(state) or _STATES.get(state[:2], Trouble.OTHER)
    said = str(error)
    if isinstance(error, OperationalError) and "FATAL" in said:
        if any(word in said for word in _REFUSALS):
            return Trouble.REFUSED
        if "database " in said and "does not exist" in said:
            return Trouble.NO_DATABASE
    return Trouble.REFUSED if "no password supplied" in said else Trouble.UNREACHABLE
