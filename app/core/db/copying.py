"""Every row of one database into another of the same revision, whatever kind each is.

Values go through the types of their columns, so that SQLite and PostgreSQL hold the same. It
makes no table and takes none away; who calls it says which tables, and in which order.
"""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Connection, Table, select

from app.core.db import dialects

PORTION = 2000  # rows held at once


def copy_rows(source: Connection, target: Connection, tables: Iterable[Table]) -> None:
    """Add the rows of these tables, the oldest first: a row may name one before it."""
    for table in tables:
        bound = _bound(table, target)
        rows = select(table).order_by(*table.primary_key)
        read = source.execution_options(yield_per=PORTION).execute(rows)
        for some in read.partitions():
            dialects.put_rows(target, table, [bound(row) for row in some])


def _bound(table: Table, target: Connection) -> Callable[[Iterable[Any]], tuple[Any, ...]]:
    """What makes of a row's values those that the target's driver takes."""
    dialect = target.dialect
    turns = [column.type.dialect_impl(dialect).bind_processor(dialect) for column in table.columns]

    def bound(row: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(turn(v) if turn else v for turn, v in zip(turns, row, strict=True))

    return bound
