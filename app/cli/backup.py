"""``daylight backup`` and ``daylight restore``: the whole portal to a folder, and back."""

from pathlib import Path
from typing import Annotated

import typer

from app.access_log import service as access_log
from app.backups import rules, service
from app.cli import migrate, told
from app.core.db.session import writing
from app.identity.sessions import service as sessions

cli = typer.Typer()


@cli.command()
def backup(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is not there yet.")],
) -> None:
    """Write all of the portal to DIR: keep DIR/portal and DIR/keys in different places."""
    with writing() as session:
        access_log.append_notice(session, {"act": rules.ACT, "by": "command line"})
    typer.echo("Copying …", err=True)
    made = service.make(folder)
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
    _delete_again()
    with writing() as session:
        sessions.end_all(session)
        told.tell(session, "restore", entries=entries)
    typer.echo(f"{entries} entries are put back: nothing was changed or removed.")


def _delete_again() -> None:
    """Older keys bring back what was deleted: it goes before anybody is served."""
    from app import worker  # what it needs is of no use to the other commands

    worker.delete_what_is_due()
