"""Databases of other kinds: bound by their own statements before anything is read, or refused."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from app.connectors.schemas import SourceError
from app.core.db.dialects import elsewhere, mysql
from app.core.db.dialects.elsewhere import Trouble
from tests.support.absences import Source, asked, on_sqlite, rows

said: list[str] = []
refuses = ""


class _Cursor(sqlite3.Cursor):
    """Notes what is said in the way of MySQL, and takes it, or does not."""

    def execute(self, statement: str, *parameters: Any) -> Any:
        if statement != "PRAGMA read_uncommitted":  # what SQLAlchemy asks of every file
            said.append(statement)
        if statement.startswith("SET "):
            if refuses and refuses in statement:
                raise sqlite3.OperationalError(1193, "Unknown system variable")
            return self
        return super().execute(statement, *parameters)


class _Connection(sqlite3.Connection):
    def cursor(self, _factory: Any = None) -> Any:
        return super().cursor(_Cursor)


class Pretending(SQLiteDialect_pysqlite):
    """A file of SQLite's that is spoken with as if it were a server of MySQL's."""

    supports_statement_cache = False

    def create_connect_args(self, _url: Any) -> Any:
        return (), {}

    def connect(self, *_places: Any, **settings: Any) -> Any:
        said.append(f"connect {settings['connect_timeout']} {settings['read_timeout']}")
        return sqlite3.connect(where[0], factory=_Connection)


where: list[Path] = []


@pytest.fixture
def pretended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Source:
    source = on_sqlite(tmp_path)
    where[:] = [Path(source.url.removeprefix("sqlite:///"))]
    said.clear()
    monkeypatch.setattr(mysql, "DRIVER", "pretending")
    for kind in mysql.BOUNDS:
        monkeypatch.setitem(registry.impls, f"{kind}.pretending", lambda: Pretending)
    return source


@pytest.mark.parametrize(
    ("kind", "limit"),
    [("mysql", "max_execution_time = 7000"), ("mariadb", "max_statement_time = 7")],
)
def test_a_session_is_bound_before_anything_is_read(
    pretended: Source, kind: str, limit: str
) -> None:
    pretended.changes = {"timeout_seconds": 7}
    pretended.url = f"{kind}://reader@hr.example/hr"
    assert [row["id"] for row in rows([pretended.connector().portion(asked(), None)])] == [1, 3, 6]
    assert said[:5] == [
        "connect 5 28",
        "SET SESSION TRANSACTION READ ONLY",
        "SET SESSION lock_wait_timeout = 7",
        "SET SESSION time_zone = '+00:00'",
        f"SET SESSION {limit}",
    ]
    assert any(each.startswith("SELECT") for each in said[5:])


@pytest.mark.parametrize("bound", ["READ ONLY", "max_execution_time", "lock_wait_timeout"])
def test_a_server_that_takes_no_bound_is_not_asked(
    pretended: Source, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    pretended.url = "mysql://reader@hr.example/hr"
    monkeypatch.setattr(f"{__name__}.refuses", bound)
    with pytest.raises(SourceError):
        pretended.connector().portion(asked(), None)
    assert not [each for each in said if each.startswith("SELECT")]
    monkeypatch.setattr(f"{__name__}.refuses", "")
    assert rows([pretended.connector().portion(asked(), None)])


@pytest.mark.parametrize("kind", ["mssql", "oracle", "duckdb"])
def test_a_kind_that_cannot_be_held_to_reading_is_refused_in_words(
    pretended: Source, kind: str
) -> None:
    there, pretended.url = pretended.url, f"{kind}://reader@hr.example/hr"
    connector = pretended.connector()
    for ask in (connector.check, lambda: connector.portion(asked(), None)):
        with pytest.raises(SourceError) as refused:
            ask()
        assert not refused.value.again
        assert "cannot be held to reading" in refused.value.message
    pretended.url = there
    pretended.connector().check()


@pytest.mark.parametrize(
    ("number", "trouble"),
    [
        *((1045, Trouble.REFUSED), (1049, Trouble.NO_DATABASE), (1142, Trouble.FORBIDDEN)),
        *((1146, Trouble.GONE), (1205, Trouble.LOCKED), (3024, Trouble.SLOW)),
        *((1969, Trouble.SLOW), (2003, Trouble.UNREACHABLE)),
    ],
)
def test_its_troubles_are_told_apart_by_their_numbers(number: int, trouble: Trouble) -> None:
    original = Exception(number, "The words of the server")
    assert elsewhere.trouble(sa.exc.OperationalError("SELECT", {}, original)) is trouble
