"""``daylight worker``: jobs, followers of the log, and mail."""

import gc
import os
from typing import Annotated

import typer

from app.cli import ready

cli = typer.Typer()

GIVES_WAY = 10  # where processors are short, pages and reports of accesses come first


@cli.command()
def worker(
    once: Annotated[bool, typer.Option("--once", help="Run every due job and end.")] = False,
) -> None:
    """Do what the portal has put off: digests, mail, unusual looks. Several may run at once."""
    ready.require()
    from app import worker as process

    if not once:
        os.nice(GIVES_WAY)
    gc.collect()
    gc.freeze()  # what the start made stays for good: no later collection need look through it
    process.run(once=once)
