"""The statements that read one person's rows: parameters bound, names quoted, in key order."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection, Select

from app.connectors.sql import rules
from app.connectors.sql.schemas import Matched, SourceTable
from app.core.db.dialects import elsewhere
from app.core.db.dialects.elsewhere import Days, Trouble

AT_ONCE = 500  # rows the driver hands over at a time


@dataclass(frozen=True)
class Shape:
    """A table's columns as the database has them: their types, and which may be empty."""

    kinds: Mapping[str, Any]
    nullable: frozenset[str]


def shape(connection: Connection, table: SourceTable) -> Shape:
    """Raises NoSuchTableError."""
    found = sa.inspect(connection).get_columns(table.table, schema=table.in_schema)
    if not found:
        raise sa.exc.NoSuchTableError(table.table)
    kinds = {one["name"]: one["type"] for one in found}
    return Shape(kinds, frozenset(one["name"] for one in found if one["nullable"]))


def names(table: SourceTable) -> list[str]:
    """Every column that is read, once."""
    others = [table.at_column] if table.at_column else []
    return list(dict.fromkeys([table.person_column, *table.key_columns, *others, *table.columns]))


class OfPerson:
    """One person's rows of one table, of some days."""

    def __init__(
        self,
        connection: Connection,
        table: SourceTable,
        *,
        words: Sequence[str],
        days: Days,
    ) -> None:
        self._connection = connection
        self._table = table
        self._shape = shape(connection, table)
        if set(names(table)) - set(self._shape.kinds):
            raise rules.refused(Trouble.GONE, table=table.title)
        self._wanted = sa.and_(self._is_hers(words), self._is_of(days))

    def rows(self, after: Sequence[Any] | None, most: int) -> Generator[Sequence[Any]]:
        """Rows after a key, at most so many, in the order of their keys. Close it.

        Each is the values of ``names``, in that order.
        """
        wanted = names(self._table)
        keys = [self._column(name) for name in self._table.key_columns]
        statement = self._selected([self._column(name) for name in wanted])
        statement = statement.where(*(key.is_not(None) for key in keys))
        if after is not None:
            statement = statement.where(_beyond(keys, after))
        streaming = self._connection.execution_options(yield_per=AT_ONCE)
        with streaming.execute(statement.order_by(*keys).limit(most)) as found:
            for rows in found.partitions():
                yield from rows

    def without_key(self) -> int:
        """How many rows no key tells apart, so that they cannot be read page by page."""
        empty = [name for name in self._table.key_columns if name in self._shape.nullable]
        if not empty:
            return 0
        statement = self._selected([sa.func.count()])
        found = statement.where(sa.or_(*(self._column(name).is_(None) for name in empty)))
        return int(self._connection.execute(found).scalar_one())

    def could_hold(self, words: Sequence[str]) -> bool:
        """Whether the person column could say one of these: a number says no letters."""
        by_id = self._table.matched_by is Matched.EMPLOYEE_ID
        is_number = by_id and _is_number(self.kind(self._table.person_column))
        return bool(rules.numbers(words) if is_number else words)

    def kind(self, name: str) -> Any:
        return self._shape.kinds[name]

    def _column(self, name: str) -> ColumnElement[Any]:
        return elsewhere.as_stored(self._connection, sa.column(name, self._shape.kinds[name]))

    def _selected(self, columns: Sequence[ColumnElement[Any]]) -> Select[Any]:
        source = sa.table(self._table.table, schema=self._table.in_schema)
        labelled = [column.label(f"c{number}") for number, column in enumerate(columns)]
        return sa.select(*labelled).select_from(source).where(self._wanted)

    def _is_hers(self, words: Sequence[str]) -> ColumnElement[bool]:
        column, kind = self._column(self._table.person_column), self.kind(self._table.person_column)
        if self._table.matched_by is not Matched.EMPLOYEE_ID:
            text = sa.cast(column, sa.String) if not isinstance(kind, sa.String) else column
            lower = [word.lower() for word in words]
            return sa.or_(sa.func.lower(text).in_(lower), text.in_(list(words)))
        if _is_number(kind):
            return column.in_(rules.numbers(words))
        if isinstance(kind, sa.String):
            return column.in_(list(words))
        return sa.cast(column, sa.String).in_(list(words))

    def _is_of(self, days: Days) -> ColumnElement[bool]:
        name = self._table.at_column
        if name is None or (days.since is None and days.until is None):
            return sa.true()
        column = sa.column(name, self.kind(name))
        return elsewhere.within(self._connection, column, self.kind(name), days)


def _is_number(kind: Any) -> bool:
    return isinstance(kind, sa.Integer | sa.Numeric | sa.Float)


def tried(connection: Connection, table: SourceTable, found: Shape) -> None:
    """Read no row of all that is mapped: the account must be allowed to."""
    source = sa.table(table.table, schema=table.in_schema)
    columns = [sa.column(name, found.kinds[name]) for name in names(table)]
    connection.execute(sa.select(*columns).select_from(source).limit(0)).close()


def _beyond(keys: Sequence[ColumnElement[Any]], after: Sequence[Any]) -> ColumnElement[bool]:
    """(a, b) > (x, y), spelt out: not every database compares rows."""
    pairs = list(zip(keys, after, strict=True))

    def beyond(rest: ColumnElement[bool], pair: tuple[ColumnElement[Any], Any]) -> Any:
        column, value = pair
        return sa.or_(column > value, sa.and_(column == value, rest))

    return reduce(beyond, reversed(pairs), sa.false())
