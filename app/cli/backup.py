"""``daylight backup`` and ``daylight restore``: the whole portal to a folder, and back."""

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import SQLAlchemyError

from app.access_log import service as access_log
from app.backups import rules, service
from app.cli import migrate, told
from app.core.db.session import writing
from app.core.errors import PortalError

cli = typer.Typer()


@cli.command()
def backup(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is not there yet.")],
) -> None:
    """Write all of the portal to DIR: keep DIR/portal and DIR/keys in different places."""
    typer.echo("Copying, and recomputing the log of the copy …", err=True)
    made = service.make(folder)
    with writing() as session:
        said = {"act": rules.ACT, "by": "command line", "entries": made.entries}
        access_log.append_notice(session, said)
    typer.echo(f"{made.entries} entries and {len(made.files)} files are in {folder}.")


@cli.command()
def restore(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", exists=True, file_okay=False, help="The backup.")
    ],
    keys: Annotated[
        Path | None,
        typer.Option("--keys", exists=True, file_okay=False, help="Where DIR/keys is kept now."),
    ] = None,
    old: Annotated[
        list[Path] | None,
        typer.Option(
            "--old", exists=True, dir_okay=False, help="A checkpoint that was kept elsewhere."
        ),
    ] = None,
) -> None:
    """Make a portal from a backup where there is none; refused unless its log is true."""
    typer.echo("Reading the backup, and recomputing its log …", err=True)
    entries = service.put_back(folder, keys, old or [])
    migrate.bring_to_head()
    with writing() as session:
        told.tell(session, "restore", entries=entries)
    _delete_again()
    typer.echo(f"{entries} entries are put back: nothing was changed or removed.")


def _delete_again() -> None:
    """Older keys bring back what was deleted: it goes before anybody is served."""
    from app import worker  # what it needs is of no use to the other commands

    try:
        worker.delete_what_is_due()
    except (SQLAlchemyError, PortalError):
        typer.echo("What is due is not deleted yet: start a worker before anything else.", err=True)
