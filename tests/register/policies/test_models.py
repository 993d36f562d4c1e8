"""What was published or said stays: the database itself refuses to change it or take it away."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from app.core import clock
from app.core.db import dialects
from app.register.policies import service
from app.register.policies.models import PolicyAcknowledgement
from tests.support.cast import Cast
from tests.support.policies import a_version

CHANGES = {
    "policy_version": "SET document = '{}'",
    "policy_acknowledgement": "SET digest = digest",
}


@pytest.fixture(autouse=True)
def read(session: Session, cast: Cast) -> None:
    version = a_version(session, cast.helen)
    service.acknowledge(session, cast.amara, "using-tools", version.digest)
    session.commit()


def refused(session: Session, statement: str) -> None:
    with pytest.raises(DBAPIError, match="insert-only"):
        session.execute(text(statement))
    session.rollback()


@pytest.mark.parametrize("table", CHANGES)
def test_a_row_can_be_neither_changed_nor_deleted(session: Session, table: str) -> None:
    before = session.execute(text(f"SELECT * FROM {table} ORDER BY id")).all()
    assert before

    refused(session, f"UPDATE {table} {CHANGES[table]}")
    refused(session, f"DELETE FROM {table}")

    assert session.execute(text(f"SELECT * FROM {table} ORDER BY id")).all() == before


@pytest.mark.parametrize("table", CHANGES)
def test_a_row_cannot_be_replaced(session: Session, table: str) -> None:
    if dialects.name(session.get_bind()) == "sqlite":
        refused(session, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    else:
        refused(session, f"TRUNCATE {table} CASCADE")


def test_a_person_reads_a_version_once(session: Session, cast: Cast) -> None:
    version_id = session.exec(select(PolicyAcknowledgement.version_id)).one()
    again = PolicyAcknowledgement(
        person_id=cast.amara.id, version_id=version_id, digest="0" * 64, at=clock.now()
    )
    session.add(again)
    with pytest.raises(DBAPIError):
        session.flush()
    session.rollback()

    other = PolicyAcknowledgement(
        person_id=cast.jo.id, version_id=version_id, digest="0" * 64, at=clock.now()
    )
    session.add(other)
    session.flush()
