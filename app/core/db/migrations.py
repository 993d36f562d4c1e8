"""Bringing the database to the newest revision, and saying whether it is there.

Alembic is loaded only where migrations run: with what it needs it would hold a tenth of the
memory of each process that serves.
"""

import re
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import TYPE_CHECKING

from sqlalchemy import Engine, column, func, inspect, select, table

if TYPE_CHECKING:
    from alembic.config import Config

from app.core.errors import RejectedError

PROJECT = Path(__file__).parents[3]
_VERSIONS = PROJECT / "migrations/versions"
_NAMED = re.compile(r'^(revision|down_revision) = "(\w+)"$', re.MULTILINE)
_TABLE = table("alembic_version", column("version_num"))


class CannotMigrateError(RejectedError):
    def __init__(self, why: Exception) -> None:
        super().__init__(f"The database cannot be migrated: {why}")


def configuration() -> "Config":
    """Alembic's configuration, from pyproject; its database is the settings' one."""
    from alembic.config import Config

    return Config(toml_file=PROJECT / "pyproject.toml")


def upgrade() -> None:
    """Run what has not run yet. Raises CannotMigrateError for a revision nobody knows."""
    from alembic import command
    from alembic.util import CommandError

    try:
        command.upgrade(configuration(), "head")
    except CommandError as refused:
        raise CannotMigrateError(refused) from refused


def load_models() -> None:
    """Import every room's models, so that the metadata has every table."""
    for module in walk_packages([str(PROJECT / "app")], "app."):
        if module.name.endswith(".models"):
            import_module(module.name)


def at_head(engine: Engine) -> bool:
    """Whether every migration has run, and none that we do not know."""
    with engine.connect() as connection:
        if not inspect(connection).has_table(_TABLE.name):
            return False
        there = set(connection.scalars(select(_TABLE.c.version_num)))
    return there == heads()


def heads() -> set[str]:
    """The revisions that no other one comes after, as our migrations name themselves."""
    named: dict[str, set[str]] = {"revision": set(), "down_revision": set()}
    for file in _VERSIONS.glob("*.py"):
        for what, name in _NAMED.findall(file.read_text()):
            named[what].add(name)
    return named["revision"] - named["down_revision"]


def database_time(engine: Engine) -> datetime:
    """What time the database thinks it is."""
    with engine.connect() as connection:
        told: datetime | str = connection.execute(select(func.current_timestamp())).scalar_one()
    moment = told if isinstance(told, datetime) else datetime.fromisoformat(told)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
