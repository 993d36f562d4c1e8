"""``daylight register``: take the register in from a file, write it out, describe the file."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from app.cli import told
from app.core.db.session import reading, writing
from app.register.file import queries, schemas, service

cli = typer.Typer(name="register", no_args_is_help=True, help="What is collected, and why.")

_File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The YAML file.")]


@cli.command("import")
def import_(
    file: _File,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")
    ] = False,
) -> None:
    """Take in the register from FILE: all of it or, if there is a fault, nothing.

    Into an empty register it is published. Afterwards what differs becomes drafts.
    """
    try:
        imported = _tried(file) if dry_run else _imported(file)
    except service.FaultyFileError as refused:
        for fault in refused.faults:
            typer.echo(str(fault), err=True)
        raise
    typer.echo(json.dumps(asdict(imported)))


@cli.command()
def export() -> None:
    """Write the whole register to standard output, as import reads it."""
    with reading() as session:
        text = queries.as_yaml(session)
    sys.stdout.buffer.write(text.encode())


@cli.command()
def schema() -> None:
    """Write the JSON Schema of a register file to standard output."""
    typer.echo(schemas.json_schema(), nl=False)


def _imported(file: Path) -> service.Imported:
    with writing() as session:
        imported = service.take_in(session, file.read_bytes())
        counts = asdict(imported)
        if any(number for name, number in counts.items() if name != "unchanged"):
            told.tell(session, "register import", **counts)
    return imported


def _tried(file: Path) -> service.Imported:
    """Do it all in a transaction that is not kept."""
    try:
        with writing() as session:
            _not_kept(service.take_in(session, file.read_bytes()))
    except _NotKeptError as tried:
        return tried.imported
    raise AssertionError("a trial ends its transaction")


class _NotKeptError(Exception):
    """Ends a transaction without keeping it, and carries out what it would have done."""

    def __init__(self, imported: service.Imported) -> None:
        super().__init__()
        self.imported = imported


def _not_kept(imported: service.Imported) -> None:
    raise _NotKeptError(imported)
