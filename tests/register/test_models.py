"""What was published stays: the database itself refuses to change it or take it away."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.register.file import service
from tests.support.insert_only import assert_insert_only
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


@pytest.mark.parametrize("table", CHANGES)
def test_a_published_row_stays(session: Session, table: str) -> None:
    assert_insert_only(session, table, CHANGES[table])


def test_a_practice_with_versions_cannot_be_taken_away(session: Session) -> None:
    with pytest.raises(DBAPIError):
        session.execute(text("DELETE FROM practice"))
    session.rollback()


def test_there_is_one_revision_row(session: Session) -> None:
    with pytest.raises(DBAPIError):
        session.execute(text("UPDATE register_revision SET id = 2"))
    session.rollback()
