"""Transactions. Services flush; only the ``with`` blocks here commit."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, Executable
from sqlmodel import Session

from app.core.config import settings
from app.core.db import dialects


@lru_cache
def engine() -> Engine:
    """The portal's database. Made once; reconnects by itself."""
    return dialects.create_engine(settings().database)


@lru_cache
def keys_engine() -> Engine:
    """The database of keys, apart from the rows they open."""
    return dialects.create_engine(settings().keys_database)


@contextmanager
def reading(on: Engine | None = None) -> Iterator[Session]:
    """A transaction that the database itself keeps from writing."""
    with _transaction(dialects.for_reading(on or engine())) as session:
        yield session


@contextmanager
def writing(on: Engine | None = None, *, hurried: bool = False) -> Iterator[Session]:
    """A transaction that commits if the block ends well; ``hurried``: or now, or not at all."""
    with _transaction(dialects.for_writing(on or engine(), hurried=hurried)) as session:
        yield session


@contextmanager
def writing_at_once() -> Iterator[Connection]:
    """A transaction for one call of the database, which commits it where it can, by itself.

    Nobody who waits for its locks then waits for this process too.
    """
    with _at_once().begin() as connection:
        yield connection


@lru_cache
def _at_once() -> Engine:
    return dialects.for_one_call(engine())


def fetch(session: Session, statement: Executable, **values: Any) -> CursorResult[*tuple[Any, ...]]:
    """Rows of columns, past the mapper: its way round costs more than most statements do.

    For what every page asks. Objects come from ``session.exec``.
    """
    session.flush()
    return session.connection().execute(statement, values)


@contextmanager
def when_asked(
    transaction: Callable[[], AbstractContextManager[Session]],
) -> Iterator[Callable[[], Session]]:
    """A transaction that begins when it is first asked for, and not at all if nobody does."""
    with ExitStack() as stack:
        yield lru_cache(lambda: stack.enter_context(transaction()))


@contextmanager
def _transaction(chosen: Engine) -> Iterator[Session]:
    with Session(chosen, expire_on_commit=False) as session, session.begin():
        try:
            yield session
            session.flush()
        finally:
            # A rollback empties its objects, that of a failing commit too; the page that says so
            # still names the viewer.
            session.expunge_all()
