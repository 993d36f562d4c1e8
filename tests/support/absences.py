"""A small HR database to be read, on SQLite and on a PostgreSQL with a password, and its file."""

import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import psycopg

from app.connectors.schemas import Asked, Document, Portion, Value
from app.connectors.sql.asking import Sql
from app.connectors.sql.schemas import Configuration
from tests.support.connectors import configured
from tests.support.postgres import Cluster

READER, PASSWORD = "absence_reader", "correct-horse-7731"
ABSENCE = (
    "CREATE TABLE absence (id INTEGER PRIMARY KEY, employee_no VARCHAR(20) NOT NULL,"
    " email VARCHAR(80), first_day DATE, seen_at TIMESTAMP, reason CHAR(1), days NUMERIC(5, 1),"
    " paid BOOLEAN, {photo}, note TEXT)"
)
ROWS: tuple[tuple[Any, ...], ...] = (
    (1, "E1001", "amara.okafor@example.com", "2026-01-05", "2026-01-05 23:30:00", "S", "1.5"),
    (2, "E1002", "tom.whitlock@example.com", "2026-01-05", "2026-01-05 10:00:00", "S", "2.0"),
    (3, "E1001", "Amara.Okafor@Example.com", "2026-02-28", "2026-03-01 00:30:00", "I", "3.0"),
    (4, "e1001", "other@example.com", "2026-02-28", "2026-02-28 12:00:00", "S", "1.0"),
    (5, "E10011", "another@example.com", "2026-03-01", "2026-03-01 12:00:00", "S", "1.0"),
    (6, "E1001", None, None, None, "S", "1.0"),
)
TABLE: dict[str, Any] = {
    "name": "absences",
    "title": "Days off sick",
    "table": "absence",
    "person_column": "employee_no",
    "key_columns": ["id"],
    "at_column": "first_day",
    "columns": {
        "id": {"title": "Number"},
        "first_day": {"title": "First day"},
        "reason": {"title": "Reason", "codes": {"S": "Sickness", "I": "Injury"}},
        "days": {"title": "Days"},
        "paid": {"title": "Paid"},
    },
}


@dataclass
class Source:
    """A database, how it is described, and how its owner changes it."""

    url: str
    run: Callable[..., None]
    password: str | None = None
    changes: dict[str, Any] = field(default_factory=dict)

    def configuration(self, **table: Any) -> Configuration:
        secret = {"password": self.password} if self.password else {}
        said: dict[str, Any] = {"name": "hr", "kind": "sql", "url": self.url, "timeout_seconds": 2}
        made = configured(**said | secret | self.changes | {"tables": [TABLE | table]})
        assert isinstance(made, Configuration)
        return made

    def connector(self, **table: Any) -> Sql:
        return Sql(self.configuration(**table))


def fill(run: Callable[..., None], mark: str, photo: str) -> None:
    run(ABSENCE.format(photo=f"photo {photo}"))
    for row in ROWS:
        values = (*row, row[0] % 2 == 1)
        columns = "id, employee_no, email, first_day, seen_at, reason, days, paid"
        run(f"INSERT INTO absence ({columns}) VALUES ({', '.join([mark] * 8)})", *values)


def on_sqlite(folder: Path) -> Source:
    path = folder / "hr.db"

    def run(statement: str, *values: Any) -> None:
        with sqlite3.connect(path) as connection:
            connection.execute(statement, values)
        connection.close()

    fill(run, "?", "BLOB")
    return Source(f"sqlite:///{path}", run)


def on_postgresql(cluster: Cluster, database: str) -> Source:
    owner = cluster.create(database)

    def run(statement: str, *values: Any) -> None:
        with psycopg.connect(owner, autocommit=True) as connection:
            connection.execute(statement, values or None)  # type: ignore[call-overload]

    fill(run, "%s", "BYTEA")
    run(f"GRANT SELECT ON absence TO {READER}")
    url = f"postgresql://{READER}@/{database}?host={cluster.folder}"
    return Source(url, run, PASSWORD)


def with_a_password(cluster: Cluster) -> None:
    """Make the reader, who alone has to show a password."""
    rules = cluster.folder / "data/pg_hba.conf"
    rules.write_text(f"local all {READER} scram-sha-256\n{rules.read_text()}")
    with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {READER} LOGIN PASSWORD '{PASSWORD}'")
        connection.execute("SELECT pg_reload_conf()")


def asked(since: str | None = None, until: str | None = None, **more: Any) -> Asked:
    first, last = (date.fromisoformat(day) if day else None for day in (since, until))
    return Asked("E1001", since=first, until=last, **more)


def everything(connector: Sql, wanted: Asked) -> list[Portion]:
    """Every portion, one after the other."""
    found = [connector.portion(wanted, None)]
    while found[-1].after is not None:
        found.append(connector.portion(wanted, found[-1].after))
    return found


def rows(portions: list[Portion]) -> list[dict[str, Value]]:
    return [dict(row) for one in portions for records in one.records for row in records.rows]


def documents(portions: list[Portion]) -> list[Document]:
    return [document for one in portions for document in one.documents]


@contextmanager
def locked(source: Source) -> Iterator[None]:
    """Somebody else has the table for herself."""
    if source.password is None:
        path = source.url.removeprefix("sqlite:///")
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")
        other.close()
        return
    owner = source.url.replace(f"{READER}@", "daylight@")
    with psycopg.connect(owner) as connection:
        connection.execute("LOCK TABLE absence IN ACCESS EXCLUSIVE MODE")
        yield


@contextmanager
def falling_silent(source: Source, folder: Path, after: bytes) -> Iterator[str]:
    """The same server behind a line that is dead once these bytes were sent; gives its address."""
    real = Path(source.url.partition("host=")[2]) / ".s.PGSQL.5432"
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(folder / ".s.PGSQL.5432"))
    listening.listen()
    held: list[socket.socket] = [listening]

    def forward(this: socket.socket, that: socket.socket) -> None:
        with suppress(OSError):
            while (said := this.recv(65536)) and after not in said:
                that.sendall(said)

    def serve() -> None:
        with suppress(OSError):
            while True:
                caller, _address = listening.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(str(real))
                held.extend((caller, server))
                for pair in ((caller, server), (server, caller)):
                    threading.Thread(target=forward, args=pair, daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    yield source.url.partition("host=")[0] + f"host={folder}"
    for one in held:
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()
