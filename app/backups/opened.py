"""Databases that are not this process's own, opened for the time of a block."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.engine import make_url

from app.core.db import dialects

_BESIDE = ("-wal", "-shm", "-journal")


def address(file: Path) -> str:
    """A SQLite file's address."""
    return f"sqlite:///{file}"


def file_of(url: str) -> Path | None:
    """Where a SQLite database lies; None for one that a server keeps."""
    parts = make_url(url)
    return Path(parts.database or "") if parts.get_backend_name() == "sqlite" else None


def left_beside(file: Path) -> Path | None:
    """What an older database of this name left: SQLite would take it for the new one's."""
    beside = (file.with_name(file.name + ending) for ending in _BESIDE)
    return next((path for path in beside if path.exists()), None)


@contextmanager
def to_read(url: str) -> Iterator[Connection]:
    """All of it as it is at one moment."""
    made = dialects.create_engine(url)
    try:
        with dialects.for_copying(made).begin() as connection:
            yield connection
    finally:
        made.dispose()


@contextmanager
def to_fill(url: str) -> Iterator[Connection]:
    """One transaction, by who may change tables."""
    made = dialects.create_engine(url, changes_schema=True)
    try:
        with dialects.for_writing(made).begin() as connection:
            yield connection
    finally:
        made.dispose()
