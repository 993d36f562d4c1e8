"""SQLite: one writer at a time, who says so at BEGIN rather than half-way through."""

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from urllib.parse import quote

import sqlalchemy
from sqlalchemy import Connection, Engine, ExceptionContext, Insert, Table, event, literal
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session, SQLModel

from app.core.db.dialects.keeping import keeps_schema
from app.core.db.dialects.spoilt import Held, Spoilt

_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "busy_timeout = 3000",
    "foreign_keys = ON",
    "secure_delete = ON",
    "trusted_schema = OFF",
    "cache_size = -2048",  # 2 MiB a connection: the newest page of every subject's index
    f"soft_heap_limit = {8 << 20}",  # of the process: thirty connections would fill 60 MiB
)
_ROOM = 256 * 1024  # bytes: several times what a look and its record write
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
# A connection that met one of these stays as it is after the file is well again; and as long as
# one is open, SQLite hands what it holds on to the others of the process.
_SPOILT = {
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_NOTADB,
}


class Patience:
    """How long a writer waits for another. After one waited in vain, the next wait shortly.

    Otherwise each would wait as long again while many more stand behind them.
    """

    USUAL, SHORT = 3000, 250  # milliseconds
    REMEMBERED = 5.0  # seconds

    def __init__(self) -> None:
        self._lost_at = float("-inf")

    def milliseconds(self, *, hurried: bool) -> int:
        lately = time.monotonic() - self._lost_at < self.REMEMBERED
        return self.SHORT if hurried or lately else self.USUAL

    def lost(self) -> None:
        self._lost_at = time.monotonic()

    def won(self) -> None:
        self._lost_at = float("-inf")


def create_engine(url: str, *, changes_schema: bool = False) -> Engine:
    patience, spoilt = Patience(), Spoilt()
    engine = sqlalchemy.create_engine(
        make_url(url),
        hide_parameters=True,
        pool_size=20,
        max_overflow=10,
        pool_timeout=2,
        connect_args={
            "check_same_thread": False,
            "timeout": 3,
            "cached_statements": 64,
            "factory": Held,
        },
        execution_options={"sqlite_patience": patience},
    )

    def note(context: ExceptionContext) -> None:
        code = getattr(context.original_exception, "sqlite_errorcode", 0) & 0xFF
        if code in _BUSY and not _is_hurried(context.connection):
            patience.lost()
        if code in _SPOILT:
            context.is_disconnect = True
            spoilt.note(engine)

    def configure(connection: Held, record: ConnectionPoolEntry) -> None:
        spoilt.opened(connection, record)
        _configure(connection, record)
        if not changes_schema:
            connection.set_authorizer(keeps_schema)

    def opening(_dialect: Dialect, _record: Any, where: list[Any], how: dict[str, Any]) -> None:
        spoilt.before_opening()
        _open_what_is_there(where, how)

    event.listen(engine, "do_connect", opening)
    event.listen(engine, "connect", configure)
    event.listen(engine, "checkin", spoilt.let_go)
    event.listen(engine, "close", spoilt.closed)
    event.listen(engine, "close_detached", spoilt.closed)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", note)
    return engine


def make_file(url: str) -> None:
    """An empty file, if there is none; only bringing a database to its revision makes one."""
    if (path := make_url(url).database) and path != ":memory:":
        Path(path).touch(mode=0o600)


def for_reading(engine: Engine) -> Engine:
    return engine.execution_options(sqlite_begin="DEFERRED")


def for_writing(engine: Engine, *, hurried: bool = False) -> Engine:
    return engine.execution_options(sqlite_begin="IMMEDIATE", sqlite_hurried=hurried)


def for_one_call(engine: Engine) -> Engine:
    return for_writing(engine)


def has_room(engine: Engine) -> bool:
    """Whether a file beside the database can grow as far as a commit may make it grow."""
    folder = Path(engine.url.database or ".").parent
    try:
        with TemporaryFile(dir=folder) as trial:
            trial.write(bytes(_ROOM))
            trial.flush()
    except OSError:
        return False
    return True


def is_away(error: BaseException | None) -> bool:
    return isinstance(error, sqlite3.OperationalError)


def is_busy(error: BaseException | None) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def shielded(_session: Session) -> AbstractContextManager[object]:
    """Nothing to do: a statement that fails leaves its transaction as it was."""
    return nullcontext()


def serialise(session: Session, key: str) -> None:
    """Nothing to do: a writing transaction already has the file to itself."""


def scrub(engine: Engine, _tables: tuple[str, ...]) -> None:
    """The pages themselves were overwritten (``secure_delete``); the journal still has them."""
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def powers(_session: Session, _roles: tuple[str, ...]) -> list[str]:
    return []


def insert_if_new(session: Session, table: type[SQLModel], values: dict[str, Any]) -> bool:
    row = insert(table).values(values).on_conflict_do_nothing().returning(literal(1))
    return session.exec(row).first() is not None


def insert_unless_there(table: Table) -> Insert:
    return insert(table).on_conflict_do_nothing()


def put_rows(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    marks = ", ".join("?" for _ in table.columns)
    statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608 - ours
    connection.exec_driver_sql(statement, list(rows))


@contextmanager
def without_triggers(connection: Connection, tables: Iterable[Table]) -> Iterator[None]:
    named = {table.name for table in tables}
    found = connection.exec_driver_sql(
        "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
    ).all()
    off = [(name, sql) for name, table, sql in found if table in named]
    for name, _sql in off:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    yield
    for _name, sql in off:
        connection.exec_driver_sql(sql)


def snapshot(url: str, path: Path) -> bool:
    there = f"file:{quote(make_url(url).database or '')}?mode=ro"
    with closing(sqlite3.connect(there, uri=True)) as connection:
        connection.execute("VACUUM INTO ?", (str(path),))
    return True


def for_copying(engine: Engine) -> Engine:
    return for_reading(engine)


def set_local(session: Session, name: str, value: str) -> None:
    """Nothing to do: there is no row level security here."""


def _configure(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
    record.info["file"] = _file(connection.execute("PRAGMA database_list").fetchone()[2])
    connection.isolation_level = None  # _begin says BEGIN, not the driver
    for pragma in _PRAGMAS:
        try:
            connection.execute(f"PRAGMA {pragma}")
        except sqlite3.OperationalError:
            # A read-only file can still be read; what writes will be refused at its own place.
            continue


def _open_what_is_there(where: list[Any], how: dict[str, Any]) -> None:
    """Never make a file: an empty one in the place of one that is away would stay in use."""
    if where[0] != ":memory:":
        where[0] = f"file:{quote(where[0])}?mode=rw"
        how["uri"] = True


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("sqlite_begin") != "IMMEDIATE":
        # By the driver: neither touches the file, and the way round costs more than both.
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA query_only = ON")
        driver.execute("BEGIN DEFERRED")
        return
    _refuse_another_file(connection)
    patience: Patience = options["sqlite_patience"]
    wait = patience.milliseconds(hurried=_is_hurried(connection))
    connection.exec_driver_sql("PRAGMA query_only = OFF")
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {wait}")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    patience.won()


def _file(path: str) -> tuple[str, int, int] | None:
    """Which file lies at a path: its device and inode. None for a database in memory."""
    if not path:
        return None
    there = os.stat(path)  # noqa: PTH116 - before each write: a Path would cost more than the call
    return path, there.st_dev, there.st_ino


def whereabouts(engine: Engine) -> object:
    return _file(engine.url.database or "")


def _refuse_another_file(connection: Connection) -> None:
    """What is written to a file that was taken away would be gone: keys, that open rows."""
    opened = connection.info.get("file")
    try:
        if opened is None or _file(opened[0]) == opened:
            return
    except OSError:
        pass
    gone = sqlite3.OperationalError("the database's file was taken away or replaced")
    connection.invalidate(gone)
    raise OperationalError("BEGIN IMMEDIATE", None, gone)


def _is_hurried(connection: Connection | None) -> bool:
    return bool(connection and connection.get_execution_options().get("sqlite_hurried"))
