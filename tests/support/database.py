"""A migrated database for each test: a copied file on SQLite, a clone on PostgreSQL."""

import functools
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session

from app.cli.migrate import bring_to_head
from app.core.config import settings
from app.core.db import dialects
from app.core.db.session import engine, keys_engine
from tests.support import postgres

BASE_URL = "http://127.0.0.1:8000"
KINDS = {"sqlite": ["sqlite"], "postgresql": ["postgresql"], "both": ["sqlite", "postgresql"]}

on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"], scope="session")
on_postgresql = pytest.mark.parametrize("database_kind", ["postgresql"], scope="session")
on_both = pytest.mark.parametrize("database_kind", KINDS["both"], scope="session")


def parametrise(metafunc: pytest.Metafunc) -> None:
    """Run a test on the databases the command line asks for, unless it names its own."""
    if "database_kind" not in metafunc.fixturenames:
        return
    marks = metafunc.definition.iter_markers("parametrize")
    if not any(mark.args[0] == "database_kind" for mark in marks):
        kinds = KINDS[metafunc.config.getoption("--database")]
        metafunc.parametrize("database_kind", kinds, scope="session")


# What follows from files of the source tree or from the arguments alone, the same for all tests.
LASTING = {
    "app.answers.covering.folding.fold",
    "app.core.web.assets._digest",
    "app.core.web.assets.stylesheet",
    "app.core.web.render.environment",
    "app.home.settings.rules.zones",
    "app.identity.calendars.rules._holidays",
    "app.identity.establishments.rules._zones",
    "app.register.access_reviews.forms.form_for",
    "app.register.drafting.rows.fields.rules.annotation_of",
    "app.register.drafting.rows.fields.rules.entry_of",
    "app.register.drafting.rows.fields.rules.lists_within",
}


def forget_everything() -> None:
    """Empty the caches of every module of ours: the next use reads this test's settings."""
    for name in [name for name in sys.modules if name.startswith("app.") and name not in _looked]:
        _looked.add(name)
        _caches.update(
            value
            for value in vars(sys.modules[name]).values()
            if isinstance(value, functools._lru_cache_wrapper)
            and f"{value.__module__}.{value.__qualname__}" not in LASTING
        )
    for cache in _caches:
        cache.cache_clear()


_looked: set[str] = set()
_caches: set[Any] = set()


def let_go() -> None:
    """Close what this test's engines hold open, then forget them."""
    for made in (engine, keys_engine):
        if made.cache_info().currsize:
            made().dispose()
    forget_everything()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[postgres.Cluster]:
    """The running cluster; one for the whole run, whoever started it."""
    if folder := os.environ.get(postgres.RUNNING):
        yield postgres.Cluster(Path(folder))
        return
    cluster = postgres.start()
    yield cluster
    cluster.stop()


@dataclass(frozen=True)
class Template:
    """What each test's database is copied from."""

    folder: Path
    cluster: postgres.Cluster | None = None
    database: str = ""

    def copy(self, data: Path) -> str:
        """Copy the files into ``data`` and the database beside them; gives its address."""
        shutil.copytree(self.folder, data)
        if self.cluster is None:
            return _sqlite(data)
        return self.cluster.create(f"test_{uuid4().hex[:12]}", self.database)

    def filled(self, folder: Path, fill: Callable[[Session], None]) -> "Template":
        """One of its own, which has everything that this one has, and what ``fill`` puts there."""
        url = self.copy(folder)
        with pointed_at(folder, url), Session(dialects.for_writing(engine())) as session:
            fill(session)
            session.commit()
        return Template(folder, self.cluster, _name(url) if self.cluster else "")


@pytest.fixture(scope="session")
def template(
    database_kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Template:
    """A database migrated once per run and kind, as ``daylight migrate`` does it."""
    folder = tmp_path_factory.mktemp(f"template-{database_kind}")
    made = Template(folder)
    if database_kind == "postgresql":
        cluster = request.getfixturevalue("postgresql")
        made = Template(folder, cluster, f"template_{uuid4().hex[:12]}")
    url = made.cluster.create(made.database) if made.cluster else _sqlite(folder)
    with pointed_at(folder, url):
        bring_to_head()
    return made


@pytest.fixture
def database_url(
    request: pytest.FixtureRequest,
    template: Template,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[str]:
    """This test's own migrated database, with every setting pointing at it.

    If the test asks for the cast, everybody is there already.
    """
    data = tmp_path / "data"
    peopled = "cast" in request.fixturenames
    url = (request.getfixturevalue("peopled") if peopled else template).copy(data)
    point_at(monkeypatch, data, url)
    yield url
    let_go()
    if template.cluster:
        template.cluster.drop(_name(url))


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    """A transaction that may write. The browser commits it before it asks for a page.

    A test that lets another transaction look (a command, a job) commits it itself.
    """
    used = engine()
    with Session(dialects.for_writing(used)) as opened:
        yield opened
    used.dispose()  # a server on a port of its own has made another one meanwhile


def change_schema(statement: str) -> None:
    """What no transaction of the portal's own may do: a table or a trigger made or taken away."""
    made = dialects.create_engine(settings().database, changes_schema=True)
    with dialects.for_writing(made).begin() as connection:
        connection.exec_driver_sql(statement)
    made.dispose()


@contextmanager
def changed_schema(there: str, back: str) -> Iterator[None]:
    """The one statement before the block, the other one after it."""
    change_schema(there)
    yield
    change_schema(back)


def point_at(patch: pytest.MonkeyPatch, data: Path, url: str) -> None:
    """Set every setting an installation in ``data`` needs, and no other."""
    for name in [name for name in os.environ if name.startswith("DAYLIGHT_")]:
        if name not in {postgres.RUNNING, "DAYLIGHT_TEST_DATA"}:
            patch.delenv(name)
    chosen = {
        "DATA_DIR": str(data),
        "DATABASE_URL": url,
        "KEYS_DATABASE_URL": f"sqlite:///{data / 'keys.db'}",
        "SECRET_FILE": str(data / "secret"),
        "BASE_URL": BASE_URL,
        "ORGANISATION": "Northfold Energy",
        "NAME_DISPLAY": "name",
    }
    for name, value in chosen.items():
        patch.setenv(f"DAYLIGHT_{name}", value)
    forget_everything()


@contextmanager
def pointed_at(folder: Path, url: str) -> Iterator[None]:
    """For the time of the block; then nothing of it is open or remembered."""
    with pytest.MonkeyPatch.context() as patch:
        point_at(patch, folder, url)
        yield
        let_go()


def _name(url: str) -> str:
    """The database's, in an address of our cluster."""
    return url.split("@/")[1].split("?", maxsplit=1)[0]


def _sqlite(folder: Path) -> str:
    return f"sqlite:///{folder / 'daylight.db'}"
