"""A source system that may report."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from app.identity.sources import service as sources
from tests.support.cast import Cast


@pytest.fixture
def key(session: Session, cast: Cast) -> str:
    _, key = sources.add(
        session, "hr-core", system="hr-core", every=timedelta(hours=24), webhook=None
    )
    session.commit()
    return key
