"""Alembic's entry point, on either dialect. The database URL comes from the settings."""

import re
from typing import Any

from alembic import context
from sqlalchemy import Integer, MetaData, text
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

from app.core.config import settings
from app.core.db import dialects
from app.core.db.migrations import load_models

PARTITION = re.compile(r"_p\d+$")  # a log table's partitions belong to their table


def run() -> None:
    load_models()
    _say_where(SQLModel.metadata)
    dialects.make_file(settings().database)
    made = dialects.create_engine(settings().database, changes_schema=True)
    engine = dialects.for_writing(made)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=SQLModel.metadata,
            render_as_batch=True,
            render_item=_as_plain_sqlalchemy,
            include_object=_is_ours,
            compare_type=_differ,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


def _say_where(tables: MetaData) -> None:
    """Give each partial index its condition, in the words of both dialects."""
    for index in (index for table in tables.tables.values() for index in table.indexes):
        if "where" in index.info:
            for dialect in ("sqlite", "postgresql"):
                index.dialect_options[dialect]["where"] = text(index.info["where"])


def _as_plain_sqlalchemy(kind: str, item: Any, _context: Any) -> str | bool:
    """Write our column types as what they are stored as: migrations import no app code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def _is_ours(_item: Any, name: str | None, _kind: str, _reflected: bool, _compared: Any) -> bool:
    return not PARTITION.search(name or "")


def _differ(migration: Any, _found: Any, _said: Any, found: Any, said: Any) -> bool | None:
    """Whether two types differ; None leaves it to Alembic. SQLite's integers are all alike."""
    alike = isinstance(found, Integer) and isinstance(said, Integer)
    return False if alike and migration.dialect.name == "sqlite" else None


run()
