"""The same small HR database, on each kind that is tested for real."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.support import absences, postgres
from tests.support.absences import Source


@pytest.fixture(scope="module")
def guarded_cluster() -> Iterator[postgres.Cluster]:
    """A server of its own, which asks the reader for a password."""
    cluster = postgres.start()
    absences.with_a_password(cluster)
    yield cluster
    cluster.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Source]:
    if request.param == "sqlite":
        yield absences.on_sqlite(tmp_path)
        return
    cluster = request.getfixturevalue("guarded_cluster")
    database = f"hr_{uuid4().hex[:8]}"
    yield absences.on_postgresql(cluster, database)
    cluster.drop(database)
