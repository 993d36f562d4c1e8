"""The keys in a backup: copied before and after what they open, and put beside those there are."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, inspect, select

from app.backups.opened import address, file_of, to_fill, to_read
from app.core.db import dialects
from app.core.db.base import KEYS
from app.core.db.copying import PORTION, copy_rows


def take(url: str, file: Path) -> None:
    """All keys there are now, in a new SQLite file."""
    if dialects.snapshot(url, file):
        return
    dialects.make_file(address(file))
    with to_read(url) as source, to_fill(address(file)) as target:
        KEYS.create_all(target)
        copy_rows(source, target, KEYS.sorted_tables)


def add(file: Path, url: str) -> None:
    """Put the keys of a file beside those that are there already."""
    dialects.make_file(url)
    with to_read(address(file)) as source, to_fill(url) as target:
        KEYS.create_all(target)
        for table in KEYS.sorted_tables:
            new = dialects.insert_unless_there(target, table)
            for rows in _rows(source, table).mappings().partitions(PORTION):
                target.execute(new, [dict(row) for row in rows])


def are_others_there(file: Path, url: str) -> bool:
    """Whether a database holds a key that a file does not: one of another installation."""
    place = file_of(url)
    if place is not None and not place.exists():
        return False
    with to_read(address(file)) as ours, to_read(url) as theirs:
        there = set(inspect(theirs).get_table_names())
        return any(_others(ours, theirs, t) for t in KEYS.sorted_tables if t.name in there)


def _others(ours: Connection, theirs: Connection, table: Table) -> bool:
    known: Iterator[Any] = map(tuple, _rows(ours, table))
    at = next(known, None)
    for row in map(tuple, _rows(theirs, table)):
        while at is not None and at < row:
            at = next(known, None)
        if at != row:
            return True
    return False


def _rows(connection: Connection, table: Table) -> Any:
    in_order = select(table).order_by(*table.primary_key)
    return connection.execution_options(yield_per=PORTION).execute(in_order)
