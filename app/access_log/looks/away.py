"""Reading while the log's own tables are away: an error that says so, and no other table's."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.access_log.errors import LogUnreadableError
from app.core.db import dialects

T = TypeVar("T")
P = ParamSpec("P")
Query = Callable[Concatenate[Session, P], T]


def reads_the_log(query: Query[P, T]) -> Query[P, T]:
    """The query, with a LogUnreadableError where the log is away and the database is there."""

    @wraps(query)
    def read(session: Session, /, *of: P.args, **more: P.kwargs) -> T:
        try:
            with dialects.shielded(session):
                return query(session, *of, **more)
        except DBAPIError as failed:
            if failed.connection_invalidated or not dialects.is_away(failed):
                raise
            raise LogUnreadableError from failed

    return read
