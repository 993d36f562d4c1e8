"""What was published stays: the database itself refuses to change it or take it away."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.core.db import dialects
from app.register.file import service
from tests.support.register import a_file, a_practice

ENDING = {"on": "2026-06-01", "fate": "Deleted.", "reason": "Done.", "approved_by": ["A", "B"]}
CHANGES = {
    "practice_version": "SET document = '{}'",
    "practice_ending": "SET fate = 'kept'",
    "register_front": "SET document = '{}'",
}


@pytest.fixture(autouse=True)
def published(session: Session) -> None:
    service.take_in(session, a_file(a_practice(), a_practice(id="b", state="ended", ended=ENDING)))
    session.commit()


def refused(session: Session, statement: str) -> None:
    with pytest.raises(DBAPIError, match="insert-only"):
        session.execute(text(statement))
    session.rollback()


@pytest.mark.parametrize("table", CHANGES)
def test_a_published_row_can_be_neither_changed_nor_deleted(session: Session, table: str) -> None:
    before = session.execute(text(f"SELECT * FROM {table} ORDER BY id")).all()
    assert before

    refused(session, f"UPDATE {table} {CHANGES[table]}")
    refused(session, f"DELETE FROM {table}")

    assert session.execute(text(f"SELECT * FROM {table} ORDER BY id")).all() == before


@pytest.mark.parametrize("table", CHANGES)
def test_a_published_row_cannot_be_replaced(session: Session, table: str) -> None:
    if dialects.name(session.get_bind()) == "sqlite":
        refused(session, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    else:
        refused(session, f"TRUNCATE {table} CASCADE")


def test_a_practice_with_versions_cannot_be_taken_away(session: Session) -> None:
    with pytest.raises(DBAPIError):
        session.execute(text("DELETE FROM practice"))
    session.rollback()


def test_there_is_one_revision_row(session: Session) -> None:
    with pytest.raises(DBAPIError):
        session.execute(text("UPDATE register_revision SET id = 2"))
    session.rollback()
