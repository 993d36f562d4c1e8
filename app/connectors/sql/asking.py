"""Asking a database: one connection that only reads, portion by portion."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from app.connectors.schemas import (
    Asked,
    Document,
    DocumentKind,
    Portion,
    Records,
    SourceError,
    Table,
    Value,
)
from app.connectors.sql import fitting, rules
from app.connectors.sql.queries import OfPerson, names
from app.connectors.sql.rules import Place
from app.connectors.sql.schemas import Configuration, Matched, SourceTable
from app.core.db.dialects import elsewhere
from app.core.language import gettext as _
from app.core.language import ngettext

MOST_ROWS = 10_000
MOST_BYTES = 4 << 20  # of text; a value that is none counts as OTHER
OTHER = 8
_TROUBLES = (sa.exc.SQLAlchemyError, ModuleNotFoundError, elsewhere.UnboundedError)
CHECK_SECONDS = 5  # for each thing that is looked at


class Sql:
    """The Connector of a database."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration

    @property
    def tables(self) -> Sequence[Table]:
        return [table.words for table in self._configuration.tables]

    @property
    def terms_used(self) -> Sequence[str]:
        words = {
            Matched.EMPLOYEE_ID: _("employee number"),
            Matched.EMAIL: _("e-mail address"),
            Matched.NAME: _("name"),
        }
        used = {table.matched_by for table in self._configuration.tables}
        return [words[matched] for matched in Matched if matched in used]

    def check(self) -> None:
        tables = self._configuration.tables
        wrong: list[fitting.Fault] = []
        with self._connected(CHECK_SECONDS) as (connection, looking):
            for number, table in enumerate(tables):
                looking.table = table.title
                wrong += fitting.faults(connection, number, table)
        fitting.refuse(wrong)

    def portion(self, asked: Asked, after: str | None) -> Portion:
        """Of one table: what is in a portion hangs on nothing but the place it begins at."""
        tables = self._configuration.tables
        keys = [len(table.key_columns) for table in tables]
        place, found = rules.place(after, keys), _Found()
        table, following = tables[place.table], place.table + 1
        with self._connected(self._configuration.timeout_seconds) as (connection, looking):
            looking.table = table.title
            reading = _Reading(connection, self._configuration, table, asked, found)
            left_at = reading.on_from(place.key)
        if left_at is not None:
            return found.portion(table, Place(place.table, left_at))
        return found.portion(table, Place(following) if following < len(tables) else None)

    @contextmanager
    def _connected(self, most: int) -> Iterator[tuple[Connection, "_Looking"]]:
        """A connection, and where its troubles are said to be. Their own words stay here."""
        seconds, looking = min(most, self._configuration.timeout_seconds), _Looking()
        try:
            engine = elsewhere.reader(self._configuration.address, seconds)
            with engine.connect() as connection:
                yield connection, looking
        except _TROUBLES as failed:
            trouble = elsewhere.trouble(failed)
            raise rules.refused(trouble, table=looking.table, seconds=seconds) from None


@dataclass
class _Looking:
    table: str = ""


@dataclass
class _Found:
    """A portion as it grows."""

    rows: list[dict[str, Value]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    alike: int = 0
    count: int = 0
    size: int = 0

    def portion(self, table: SourceTable, place: Place | None) -> Portion:
        records = [Records(table.name, self.rows, self.keys)] if self.rows else []
        after = None if place is None else place.written()
        skipped = [*dict.fromkeys(self.skipped), *self._not_hers(table)]
        return Portion(records, self.documents, after, skipped)

    def _not_hers(self, table: SourceTable) -> list[str]:
        """Rows that the database takes for hers, but that may be somebody else's."""
        said = ngettext(
            "%(num)s row of “%(table)s” was not read: its number is only like the one asked for.",
            "%(num)s rows of “%(table)s” were not read: their number is only like the one asked"
            " for.",
            self.alike,
        )
        return [said % {"num": self.alike, "table": table.title}] if self.alike else []


class _Reading:
    """One table for one person, into a portion."""

    def __init__(
        self,
        connection: Connection,
        configuration: Configuration,
        table: SourceTable,
        asked: Asked,
        found: _Found,
    ) -> None:
        self._zone, self._table, self._found = configuration.time_zone, table, found
        self._words = rules.words_for(table.matched_by, asked)
        days = rules.days(asked, self._zone)
        self._rows = OfPerson(connection, table, words=self._words, days=days)
        at = {name: number for number, name in enumerate(names(table))}
        self._person, self._at = at[table.person_column], at.get(table.at_column or "")
        self._keys = [at[name] for name in table.key_columns]
        self._columns = [(name, at[name], self._rows.kind(name)) for name in table.columns]
        self._read_first = table.may_name_others
        self._hers: dict[str, bool] = {}

    def on_from(self, key: Sequence[Any] | None) -> tuple[Any, ...] | None:
        """Read on after a key; the key to go on after, or None: that was all."""
        if key is None and not self._begins():
            return None
        with closing(self._rows.rows(key, MOST_ROWS + 1)) as rows:
            return self._take_all(rows, None if key is None else tuple(key))

    def _take_all(
        self, rows: Iterable[Sequence[Any]], before: tuple[Any, ...] | None
    ) -> tuple[Any, ...] | None:
        found = self._found
        for row in rows:
            here = tuple([row[number] for number in self._keys])
            if here == before:
                said = _("Rows of “%(table)s” share a key. Name columns that tell each apart.")
                raise SourceError(said % {"table": self._table.title}, again=False)
            if found.count >= MOST_ROWS or found.size >= MOST_BYTES:
                return before
            found.count += 1
            self._take(row, here)
            before = here
        return None

    def _begins(self) -> bool:
        """Say what of the table cannot be read; whether there is anything to look for."""
        about = {"table": self._table.title}
        if not self._rows.could_hold(self._words):
            said = _("“%(table)s” was not searched: no word is known that it could be found by.")
            self._found.skipped.append(said % about)
            return False
        if count := self._rows.without_key():
            said = ngettext(
                "%(num)s row of “%(table)s” has no key and was not read.",
                "%(num)s rows of “%(table)s” have no key and were not read.",
                count,
            )
            self._found.skipped.append(said % (about | {"num": count}))
        return True

    def _take(self, row: Sequence[Any], key: tuple[Any, ...]) -> None:
        if not self._is_hers(row[self._person]):
            self._found.alike += 1
            return
        values: dict[str, Value] = {}
        size = 0
        for name, number, kind in self._columns:
            found = row[number]
            if type(found) is str:
                values[name] = found
                size += len(found)
            else:
                values[name] = self._value(name, found, kind)
                size += OTHER
        self._found.size += size
        if self._read_first:
            text = json.dumps(values, ensure_ascii=False)
            self._found.documents.append(self._document(row, key, text))
        else:
            self._found.rows.append(values)
            self._found.keys.append(rules.row_key(key))

    def _is_hers(self, found: Any) -> bool:
        """Asked once of each text: nearly every row says the same."""
        if type(found) is not str:
            return rules.is_hers(found, self._words, self._table.matched_by)
        if found not in self._hers:
            self._hers[found] = rules.is_hers(found, self._words, self._table.matched_by)
        return self._hers[found]

    def _value(self, name: str, found: Any, kind: Any) -> Value:
        is_decimal = isinstance(kind, sa.Numeric) and not isinstance(kind, sa.Float)
        try:
            return rules.value(found, decimal=is_decimal, yes_or_no=isinstance(kind, sa.Boolean))
        except TypeError:
            said = _("“%(column)s” of “%(table)s” holds binary data in places, which was not read.")
            title = self._table.columns[name].title
            self._found.skipped.append(said % {"column": title, "table": self._table.title})
            return None

    def _document(self, row: Sequence[Any], key: tuple[Any, ...], text: str) -> Document:
        at = None if self._at is None else row[self._at]
        return Document(
            key=rules.document_key(self._table, key),
            kind=DocumentKind.RECORD,
            title=self._table.title,
            media_type="application/json",
            content=text.encode(),
            at=rules.moment(at, self._zone),
            titles=self._table.titles,
        )
