"""The insert itself, in the words of each dialect. Rows in, the first number out."""

import sqlite3
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from threading import Lock
from typing import Any

from sqlalchemy import Connection

from app.access_log.appending.rules import Epoch, Rows
from app.core.db import dialects
from app.core.db.session import engine

Packed = tuple[object, ...]
LARGE = 64  # events
_TURN = Lock()


def turn(events: int) -> AbstractContextManager[object]:
    """One large batch at a time has the interpreter; a small one waits for nobody.

    Python runs one thread at a time: two that hand over row by row are slower than one.
    """
    return _TURN if events >= LARGE else nullcontext()


def driver_error() -> type[Exception]:
    """What the driver in use raises, for an ``except``: none is loaded to be named."""
    return engine().dialect.loaded_dbapi.Error


class EpochPassedError(Exception):
    """A key was erased, or a grant or a person changed, since the rows were prepared."""


class KnownIdError(Exception):
    """Some (source, id) of these rows is in the log already."""


def packed(rows: Rows) -> Packed:
    """The rows as PostgreSQL takes them; nothing for SQLite. Done before anybody has to wait."""
    if dialects.name(engine()) != "postgresql":
        return ()
    from app.core.db.dialects.columns import Bytes, Int2s, Int4s, Int8s

    return (
        Int4s.of(rows.offset),
        Bytes.of(rows.source),
        Bytes.of(rows.id),
        Bytes.of(rows.digest),
        Int8s.of(rows.occurred),
        Bytes.of(rows.body),
        Int4s.of(rows.entries),
        Int4s.of(rows.of_event),
        Bytes.of(rows.subject),
        Bytes.of(rows.leaf),
        Int4s.of(rows.month),
        Int2s.of(rows.retention),
        Bytes.of(rows.sealed),
    )


def insert(connection: Connection, rows: Rows, epoch: Epoch, ready: Packed = ()) -> int:
    """Number and insert the rows under the head row's lock; gives the first number.

    ``ready`` are these rows, packed. Raises EpochPassedError, KnownIdError, or the driver's own
    error.
    """
    driver = connection.connection.driver_connection
    assert driver is not None
    if dialects.name(connection) == "postgresql":
        return _postgresql(driver, ready or packed(rows), epoch)
    return _sqlite(driver, rows, epoch)


# Whoever changed since is found in the same round trip; CASE leaves the append out then.
_APPEND = (
    "SELECT CASE WHEN (SELECT id FROM person_version ORDER BY id DESC LIMIT 1)"
    " IS NOT DISTINCT FROM %b"
    " THEN log_append(%b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b) ELSE -1 END"
)


def _postgresql(driver: Any, ready: Packed, epoch: Epoch) -> int:
    from psycopg.errors import UniqueViolation

    try:
        with driver.cursor(binary=True) as cursor:
            (first,) = cursor.execute(_APPEND, (epoch.people, epoch.keys, *ready)).fetchone()
    except UniqueViolation as known:
        raise KnownIdError from known
    if first < 0:
        raise EpochPassedError
    return int(first)


_HEAD = "SELECT size, key_epoch, (SELECT id FROM person_version ORDER BY id DESC LIMIT 1) FROM head"
_EVENT = (
    "INSERT INTO event (first_seq, source_id, id, digest, occurred, body, entries)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_ENTRY = (
    "INSERT INTO entry (seq, event, subject, leaf, month, retention, sealed)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)


# The driver asks for an adapter of each ``bytes``, which costs five times a copy to what it knows.
_blobs = partial(map, bytearray)


def _sqlite(driver: Any, rows: Rows, epoch: Epoch) -> int:
    size, *holds = driver.execute(_HEAD).fetchone()
    if holds != [epoch.keys, epoch.people and epoch.people.hex]:
        raise EpochPassedError
    events = zip(
        [size + offset for offset in rows.offset],
        _blobs(rows.source),
        _blobs(rows.id),
        _blobs(rows.digest),
        rows.occurred,
        _blobs(rows.body),
        rows.entries,
        strict=True,
    )
    entries = zip(
        range(size, size + len(rows.leaf)),
        [size + of if of >= 0 else None for of in rows.of_event],
        _blobs(rows.subject),
        _blobs(rows.leaf),
        rows.month,
        rows.retention,
        [bytearray(sealed) if sealed else None for sealed in rows.sealed],
        strict=True,
    )
    with turn(len(rows.id)):
        driver.executemany(_ENTRY, entries)
        try:
            driver.executemany(_EVENT, events)
        except sqlite3.IntegrityError as refused:
            raise KnownIdError from refused
    driver.execute("UPDATE head SET size = ?", (size + len(rows.leaf),))
    return int(size)
