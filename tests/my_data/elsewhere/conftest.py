"""A house with a system that names nobody but whose row it is, on each kind of database."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session

from app.connectors import service as connectors
from app.my_data.elsewhere import jobs, rules
from tests.support import absences, postgres
from tests.support.absences import Source
from tests.support.cast import Cast
from tests.support.held import a_house

Work = Callable[[], None]


@pytest.fixture(scope="module")
def source_cluster() -> Iterator[postgres.Cluster]:
    cluster = postgres.start()
    absences.with_a_password(cluster)
    yield cluster
    cluster.stop()


@pytest.fixture
def source_kind() -> str:
    return "sqlite"


@pytest.fixture
def source(
    source_kind: str, request: pytest.FixtureRequest, tmp_path: Path, session: Session, cast: Cast
) -> Iterator[Source]:
    """Connected, and marked as naming nobody else."""
    a_house(session, cast)
    if source_kind == "sqlite":
        made = absences.on_sqlite(tmp_path)
        yield _connected(session, made)
        return
    cluster = request.getfixturevalue("source_cluster")
    database = f"own_{uuid4().hex[:8]}"
    yield _connected(session, absences.on_postgresql(cluster, database))
    cluster.drop(database)


@pytest.fixture
def work(session: Session, monkeypatch: pytest.MonkeyPatch) -> Work:
    """What the worker does until nothing is due; nobody has to wait to ask anew."""
    monkeypatch.setattr(rules, "ANEW_AFTER", rules.ANEW_AFTER * 0)
    monkeypatch.setattr(rules, "AGAIN_AFTER", rules.AGAIN_AFTER * 0)

    def do() -> None:
        session.commit()
        while jobs.search():
            pass
        session.expire_all()

    return do


def _connected(session: Session, made: Source) -> Source:
    named: dict[str, Any] = {"third_parties": False}
    made.changes |= named
    connectors.connect(session, made.configuration())
    session.commit()
    return made
