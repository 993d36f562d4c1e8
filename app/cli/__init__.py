"""Commands for operators: each opens a transaction, calls a room, and says what it did.

Standard output is for machines, standard error for people. Exit 0: done; 1: refused or not true;
2: usage. Anything but 0 comes with one line that says what is wrong and what to do.
"""

import os
import sys
import tomllib
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError
from typer.exceptions import TyperException
from typer.main import get_command

from app.cli import (
    backup,
    bench,
    connector,
    deadlines,
    demo,
    doctor,
    events,
    log,
    migrate,
    people,
    place,
    ready,
    register,
    report,
    roles,
    serve,
    source,
    speakup,
    verify,
    witness,
    worker,
)
from app.core import logs
from app.core.db.migrations import PROJECT
from app.core.errors import PortalError, UnavailableError

NOUNS = (
    demo,
    migrate,
    serve,
    worker,
    witness,
    speakup,
    doctor,
    people,
    roles,
    source,
    connector,
    register,
    events,
    log,
    report,
    verify,
    backup,
    deadlines,
    bench,
)
PYDANTIC = "Value error, "  # stands before what a validator says
FORESEEN = (
    PortalError,
    ValidationError,
    SQLAlchemyError,
    OSError,
    KeyboardInterrupt,
    typer.Abort,
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and end with its exit code."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run one command; every foreseeable failure is one line on standard error."""
    logs.configure()
    os.umask(0o077)  # what we write is for our own eyes: databases, keys, logs
    try:
        place.follow_clock()
        code: Any = command().main(list(arguments), prog_name="daylight", standalone_mode=False)
    except (TyperException, *FORESEEN) as fault:
        typer.echo(_sentence(fault), err=True)
        return getattr(fault, "exit_code", 1)
    return code if isinstance(code, int) else 0


def _sentence(fault: BaseException) -> str:  # noqa: PLR0911 - a sentence for each kind
    """What is wrong and what to do, without a trace."""
    match fault:
        case TyperException():
            return " ".join(fault.format_message().replace(PYDANTIC, "").split())
        case UnavailableError():
            return ready.why_not() or fault.message
        case PortalError():
            return fault.message
        case ValidationError():
            return "; ".join(_setting(each) for each in fault.errors())
        case SQLAlchemyError():
            return ready.why_not() or (
                f"The database did not do it ({type(fault).__name__}). See daylight doctor."
            )
        case OSError():
            return f"{fault.filename or 'This system'}: {fault.strerror or fault}"
    return "Stopped."


def _version(asked: bool) -> None:
    if asked:
        project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
        typer.echo(f"daylight {project['version']}")
        raise typer.Exit


def _root(
    _asked: Annotated[
        bool,
        typer.Option(
            "--version", help="Say which version this is.", is_eager=True, callback=_version
        ),
    ] = False,
) -> None:
    """Run and look after a Daylight portal."""


def command() -> Any:
    """The whole tree of commands; each takes ``--data DIR``."""
    cli = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    cli.callback()(_root)
    for noun in NOUNS:
        cli.add_typer(noun.cli)  # one with a name becomes a group, one without adds its commands
    tree = get_command(cli)
    place.offer(tree)
    return tree


def _setting(fault: Any) -> str:
    where = "_".join(str(part) for part in fault["loc"]).upper()
    return f"DAYLIGHT_{where}: {fault['msg'].removeprefix(PYDANTIC)}"
