"""Bringing the database to the newest revision, and saying whether it is there."""

from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, func, select

PROJECT = Path(__file__).parents[3]


def configuration() -> Config:
    """Alembic's configuration, from pyproject; its database is the settings' one."""
    return Config(toml_file=PROJECT / "pyproject.toml")


def upgrade() -> None:
    """Run what has not run yet."""
    command.upgrade(configuration(), "head")


def at_head(engine: Engine) -> bool:
    """Whether every migration has run, and none that we do not know."""
    with engine.connect() as connection:
        there = set(MigrationContext.configure(connection).get_current_heads())
    return there == set(ScriptDirectory.from_config(configuration()).get_heads())


def database_time(engine: Engine) -> datetime:
    """What time the database thinks it is."""
    with engine.connect() as connection:
        told: datetime | str = connection.execute(select(func.current_timestamp())).scalar_one()
    moment = told if isinstance(told, datetime) else datetime.fromisoformat(told)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
