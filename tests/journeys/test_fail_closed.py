"""Whatever breaks the log: no record, no byte; all else stays up; and it heals by itself.

The long form is ``python -m bench.fail_closed``.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.access_log.checks import BELIEVED
from app.cli.migrate import bring_to_head
from tests.support import breaking, postgres
from tests.support.breaking import CannotBreakError, Way, break_and_mend
from tests.support.database import Template, let_go, on_sqlite, point_at
from tests.support.guarded import PATIENCE, Guarded, guarded

READS = 15  # of each way
SQLITE = {way.name: way for way in breaking.on_sqlite()}
POSTGRESQL = ("trigger", "revoked insert", "lock", "table renamed", "server stopped")


@pytest.fixture(scope="module")
def on_a_file(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    data = tmp_path_factory.mktemp("guarded") / "data"
    with pytest.MonkeyPatch.context() as patch, breaking.a_volume(data):
        shutil.copytree(template.folder, data, dirs_exist_ok=True)
        point_at(patch, data, f"sqlite:///{data / 'daylight.db'}")
        yield from _served()


@pytest.fixture(scope="module")
def cluster() -> Iterator[postgres.Cluster]:
    """A server of our own, since it is stopped."""
    own = postgres.start()
    yield own
    own.stop()


@pytest.fixture(scope="module")
def on_a_server(
    cluster: postgres.Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Guarded]:
    data = tmp_path_factory.mktemp("guarded-server")
    with pytest.MonkeyPatch.context() as patch:
        point_at(patch, Path(data), cluster.create("guarded"))
        bring_to_head()
        yield from _served()


def _served() -> Iterator[Guarded]:
    portal = Guarded()
    portal.settle()
    with guarded(portal):
        yield portal
    let_go()


@on_sqlite
@pytest.mark.parametrize("way", SQLITE.values(), ids=SQLITE)
def test_a_broken_file_shows_nobody_and_heals(on_a_file: Guarded, way: Way) -> None:
    _assert_closed(on_a_file, way)


@pytest.mark.parametrize("name", POSTGRESQL)
def test_a_broken_server_shows_nobody_and_heals(
    on_a_server: Guarded, cluster: postgres.Cluster, name: str
) -> None:
    ways = {way.name: way for way in breaking.on_postgresql(cluster, "guarded")}
    _assert_closed(on_a_server, ways[name])


@on_sqlite
@pytest.mark.parametrize("name", ["disk full", "keys lost", "made read-only"])
def test_the_pages_say_so_for_as_long_as_it_lasts(on_a_file: Guarded, name: str) -> None:
    _assert_closed(on_a_file, SQLITE[name], at_least=BELIEVED + 2)


def _assert_closed(portal: Guarded, way: Way, *, at_least: float = 0.0) -> None:
    try:
        found = break_and_mend(portal, way, READS, at_least=at_least)
    except CannotBreakError as why:
        pytest.skip(f"{way.name}: {why}")
    assert found.tally.reads == READS
    assert found.tally.canary_bytes == 0
    assert found.tally.wrong == []
    assert found.recovery <= PATIENCE
