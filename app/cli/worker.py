"""``daylight worker``: jobs, followers of the log, and mail."""

from typing import Annotated

import typer

from app.cli import ready

cli = typer.Typer()


@cli.command()
def worker(
    once: Annotated[bool, typer.Option("--once", help="Run every due job and end.")] = False,
) -> None:
    """Do what the portal has put off: digests, mail, unusual looks. Several may run at once."""
    ready.require()
    from app import worker as process

    process.run(once=once)
