"""Amara's November, told on a Friday morning."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from sqlmodel import Session

from app.core import clock
from tests.support.administrator import Administrator, administrator
from tests.support.cast import Cast
from tests.support.looks import FRIDAY, a_register, a_source, amaras_november, report


@pytest.fixture
def november(session: Session, cast: Cast) -> Iterator[Cast]:
    """Everybody is there, the register is published, and the month has happened."""
    a_register(session)
    a_source(session)
    session.commit()
    report(*amaras_november())
    with clock.set_to(FRIDAY):
        yield cast


@pytest.fixture
def full_rights(
    database_kind: str, request: pytest.FixtureRequest
) -> Callable[[], AbstractContextManager[Administrator]]:
    """Whoever may do anything to this test's database."""
    cluster = request.getfixturevalue("postgresql") if database_kind == "postgresql" else None
    return lambda: administrator(cluster)
