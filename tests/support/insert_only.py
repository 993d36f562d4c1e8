"""What the database itself refuses for a table whose rows stay as they are."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.core.db import dialects


def assert_insert_only(session: Session, table: str, change: str) -> None:
    """Each row there is can be neither changed (``SET …``), deleted, replaced nor truncated."""
    before = session.execute(text(f"SELECT * FROM {table} ORDER BY id")).all()
    assert before, f"no row in {table}"
    statements = [f"UPDATE {table} {change}", f"DELETE FROM {table}"]
    if dialects.name(session.get_bind()) == "sqlite":
        statements.append(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    else:
        statements.append(f"TRUNCATE {table} CASCADE")

    for statement in statements:
        with pytest.raises(DBAPIError, match="insert-only"):
            session.execute(text(statement))
        session.rollback()

    assert session.execute(text(f"SELECT * FROM {table} ORDER BY id")).all() == before
