"""Whether a mapping fits the database that it names: every place where it does not."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from app.connectors.schemas import SourceError
from app.connectors.sql import queries, rules
from app.connectors.sql.queries import Shape
from app.connectors.sql.schemas import SourceTable
from app.core.db.dialects import elsewhere
from app.core.db.dialects.elsewhere import Trouble
from app.core.language import gettext as _

Place = tuple[str | int, ...]
Fault = tuple[Place, str]


def faults(connection: Connection, number: int, table: SourceTable) -> list[Fault]:
    """What of one table does not fit. Raises SourceError if the account may not read it."""
    at: Place = ("tables", number)
    try:
        found = queries.shape(connection, table)
    except sa.exc.SQLAlchemyError as failed:
        if elsewhere.trouble(failed) is not Trouble.GONE:
            raise
        return [((*at, "table"), f"no table or view is called “{table.table}”")]
    wrong = [*_missing(at, table, found)]
    if wrong:
        return wrong
    wrong = [*_unfit(connection, at, table, found)]
    try:
        queries.tried(connection, table, found)
    except sa.exc.SQLAlchemyError as failed:
        trouble = elsewhere.trouble(failed)
        if trouble is not Trouble.FORBIDDEN:
            raise
        message = rules.refused(trouble, table=table.title).message
        raise SourceError(
            message, again=False, faults=[((*at, "table"), "the account may not read it")]
        ) from None
    return wrong


def refuse(wrong: list[Fault]) -> None:
    """SourceError with these faults, if there are any."""
    if wrong:
        place, message = wrong[0]
        where = ".".join(map(str, place))
        said = _("The database is not as the configuration says: %(where)s: %(what)s.")
        sentence = said % {"where": where, "what": message}
        raise SourceError(sentence, again=False, faults=wrong)


def _missing(at: Place, table: SourceTable, found: Shape) -> Iterator[Fault]:
    for place, name in _named(table):
        if name not in found.kinds:
            yield (*at, *place), f"“{table.table}” has no column called “{name}”"


def _named(table: SourceTable) -> Iterator[tuple[Place, str]]:
    yield ("person_column",), table.person_column
    for number, name in enumerate(table.key_columns):
        yield ("key_columns", number), name
    if table.at_column:
        yield ("at_column",), table.at_column
    for name in table.columns:
        yield ("columns", name), name


def _unfit(connection: Connection, at: Place, table: SourceTable, found: Shape) -> Iterator[Fault]:
    for place, name in _named(table):
        if _is_binary(found.kinds[name]):
            yield (*at, *place), f"“{name}” holds binary data, which nobody could read"
    if table.at_column and not elsewhere.can_be_dated(connection, found.kinds[table.at_column]):
        yield (*at, "at_column"), f"“{table.at_column}” holds neither days nor moments"


def _is_binary(kind: Any) -> bool:
    return isinstance(kind, sa.LargeBinary)
