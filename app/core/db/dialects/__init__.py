"""The same functions for SQLite and PostgreSQL; the only place that knows which one it is."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, Insert, Table
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel

from app.core.db.dialects import sqlite

_DRIVERS = {"sqlite3": "sqlite", "psycopg": "postgresql"}


def create_engine(url: str, *, changes_schema: bool = False) -> Engine:
    """An engine with this dialect's settings: time-outs, pool, pragmas.

    On SQLite its connections are refused every change of tables and triggers unless they are
    there for it; on PostgreSQL that is for the role to be allowed or not.
    """
    module = _module(make_url(url).get_backend_name())
    return module.create_engine(url, changes_schema=changes_schema)  # type: ignore[no-any-return]


def for_reading(engine: Engine) -> Engine:
    """Transactions of this engine are read-only, held by the database."""
    return _of(engine, "for_reading")(engine)  # type: ignore[no-any-return]


def for_writing(engine: Engine, *, hurried: bool = False) -> Engine:
    """Transactions of this engine may write, and say so at their start.

    ``hurried`` ones give up after a quarter of a second behind another writer, not after seconds.
    """
    return _of(engine, "for_writing")(engine, hurried=hurried)  # type: ignore[no-any-return]


def for_one_call(engine: Engine) -> Engine:
    """Transactions of this engine write, and consist of one call.

    On PostgreSQL that is one statement, which commits itself: the locks it takes are held for no
    way to the client and back. On SQLite it is a writing transaction like any other.
    """
    return _of(engine, "for_one_call")(engine)  # type: ignore[no-any-return]


def make_file(url: str) -> None:
    """Make what a database lives in, if it is a file and there is none."""
    _module(make_url(url).get_backend_name()).make_file(url)


def whereabouts(engine: Engine) -> object:
    """What tells one database from another put in its place: the file on SQLite, else None.

    Raises OSError if there is no such file. Costs one look at the folder.
    """
    return _of(engine, "whereabouts")(engine)


def has_room(engine: Engine) -> bool:
    """Whether what a transaction would write finds room, as far as can be told before it does.

    On SQLite nothing of a transaction is on the disk before its end, so the disk is asked; on
    PostgreSQL a row has its room as soon as it is inserted.
    """
    return bool(_of(engine, "has_room")(engine))


def is_away(error: DBAPIError) -> bool:
    """Whether a fault lies in the state of the database: out of reach, locked, read-only, changed.

    Such a fault passes; one in our own statement does not.
    """
    spoken = speaks(error.orig)
    return spoken is not None and bool(_module(spoken).is_away(error.orig))


def is_busy(error: BaseException | None) -> bool:
    """Whether a driver gave up waiting for others: what it waited for is there."""
    spoken = speaks(error)
    return spoken is not None and bool(_module(spoken).is_busy(error))


def speaks(error: BaseException | None) -> str | None:
    """Which dialect's driver raised an error, told without loading one; None if neither did."""
    roots = (each.__module__.partition(".")[0] for each in type(error).__mro__)
    return next((_DRIVERS[root] for root in roots if root in _DRIVERS), None)


def shielded(session: Session) -> AbstractContextManager[object]:
    """A block whose failing statement leaves the rest of the transaction usable."""
    return _of(session.get_bind(), "shielded")(session)  # type: ignore[no-any-return]


def serialise(session: Session, key: str) -> None:
    """Wait until no other transaction holds ``key``; hold it until this one ends."""
    _of(session.get_bind(), "serialise")(session, key)


def insert_if_new(session: Session, table: type[SQLModel], **values: Any) -> bool:
    """Insert one row unless a unique key forbids it; True if it is new. Never an error."""
    return bool(_of(session.get_bind(), "insert_if_new")(session, table, values))


def insert_unless_there(bind: Engine | Connection, table: Table) -> Insert:
    """An INSERT that leaves a row alone whose key is there already."""
    return _of(bind, "insert_unless_there")(table)  # type: ignore[no-any-return]


def put_rows(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows, each with all columns of the table and as the driver takes them, at once."""
    _of(connection, "put_rows")(connection, table, rows)


def without_triggers(
    connection: Connection, tables: Iterable[Table]
) -> AbstractContextManager[object]:
    """A block in which rows come in as they were elsewhere; then the triggers are as before.

    A row that is there already is not asked whether it may come to be. Only for those who may
    change the tables.
    """
    return _of(connection, "without_triggers")(connection, tables)  # type: ignore[no-any-return]


def snapshot(url: str, path: Path) -> bool:
    """Write all that a database holds at one moment to a new file, if it is a file itself.

    Nobody waits for it. What was deleted is not in the copy. False on PostgreSQL.
    """
    return bool(_module(make_url(url).get_backend_name()).snapshot(url, path))


def for_copying(engine: Engine) -> Engine:
    """One transaction of this engine reads all of the database as it was at one moment."""
    return _of(engine, "for_copying")(engine)  # type: ignore[no-any-return]


def set_local(session: Session, name: str, value: str) -> None:
    """Set, until the transaction ends, what row level security looks at (SQLite has none)."""
    _of(session.get_bind(), "set_local")(session, name, value)


def scrub(engine: Engine, *tables: str) -> None:
    """See to it that what was deleted from these tables leaves its traces in the files too.

    SQLite overwrites what it deletes and empties its journal; PostgreSQL clears dead rows away.
    Others who use the database at the same moment may put that off to the next time.
    """
    _of(engine, "scrub")(engine, tables)


def powers(session: Session, *roles: str) -> list[str]:
    """What the role we are signed in as can do beyond its rights, a clause each.

    That it is a superuser, that it may make roles, and which of ``roles`` it can become or has
    without becoming it. Empty on SQLite, which knows no roles.
    """
    found: list[str] = _of(session.get_bind(), "powers")(session, roles)
    return found


def name(bind: Engine | Connection) -> str:
    """For migrations and the few rooms with SQL of their own per dialect."""
    return bind.dialect.name


def _of(bind: Engine | Connection, function: str) -> Callable[..., Any]:
    found: Callable[..., Any] = getattr(_module(bind.dialect.name), function)
    return found


@lru_cache
def _module(name: str) -> ModuleType:
    """PostgreSQL's driver takes 9 MiB: only who uses it loads it."""
    if name == "sqlite":
        return sqlite
    from app.core.db.dialects import postgresql

    return {"postgresql": postgresql}[name]
