"""Somebody with full control of the database, whom nothing in it stops."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from app.core.config import settings
from tests.support.postgres import Cluster

PROTECTED = (
    "head",
    "event",
    "entry",
    "notice",
    "heartbeat",
    "tile",
    "checkpoint",
    "log_check",
    "seal",
    "cosignature",
)


class Administrator:
    """Runs statements with every trigger off; hexadecimal literals are written as X'…'."""

    def __init__(self, connection: Any, *, is_sqlite: bool) -> None:
        self._connection = connection
        self._is_sqlite = is_sqlite

    def run(self, statement: str) -> None:
        if not self._is_sqlite:
            statement = statement.replace("X'", "'\\x")
        self._connection.execute(statement)

    def ask(self, statement: str) -> list[Any]:
        return list(self._connection.execute(statement).fetchall())


@contextmanager
def administrator(cluster: Cluster | None) -> Iterator[Administrator]:
    """Full rights on this test's database, committed at the end; None: it is SQLite."""
    url = make_url(settings().database)
    if cluster is None:
        with sqlite3.connect(str(url.database)) as plain:
            names = plain.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in names.fetchall():
                plain.execute(f"DROP TRIGGER {name}")
            yield Administrator(plain, is_sqlite=True)
        plain.close()
        return
    with psycopg.connect(cluster.url(str(url.database), "postgres")) as superuser:
        parts = superuser.execute(
            "SELECT tablename FROM pg_tables WHERE tablename ~ '^(event|entry)_p[0-9]+$'"
        )
        tables = (*PROTECTED, *(name for (name,) in parts.fetchall()))
        for table in tables:
            superuser.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        yield Administrator(superuser, is_sqlite=False)
        for table in tables:  # the log counts its entries by them
            superuser.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
