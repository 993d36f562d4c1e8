"""What was published or said stays: the database itself refuses to change it or take it away."""

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from app.core import clock
from app.register.policies import service
from app.register.policies.models import PolicyAcknowledgement
from tests.support.cast import Cast
from tests.support.insert_only import assert_insert_only
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


@pytest.mark.parametrize("table", CHANGES)
def test_a_row_stays(session: Session, table: str) -> None:
    assert_insert_only(session, table, CHANGES[table])


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
