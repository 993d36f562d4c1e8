"""What ``serve`` and ``worker`` need before they begin, and what every command says of it."""

import typer

from app.core import config
from app.core.db import standing
from app.core.db.session import engine
from app.core.errors import UnavailableError


def require() -> None:
    """Name settings that are none; raise UnavailableError unless the database can be used."""
    name_unknown_settings()
    standing.require(engine())


def name_unknown_settings() -> None:
    for sentence in config.unknown():
        typer.echo(sentence, err=True)


def why_not() -> str:
    """What is wrong with the database, if that is what made a command fail; else nothing."""
    try:
        standing.require(engine())
    except UnavailableError as why:
        return why.message
    return ""
