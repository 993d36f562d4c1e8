"""``daylight verify``: the offline verifier on an employee's download."""

from pathlib import Path
from typing import Annotated

import typer

from app.access_log.proofs import program

cli = typer.Typer()


@cli.command()
def verify(
    evidence: Annotated[Path, typer.Argument(metavar="EVIDENCE.zip", help="What was downloaded.")],
    keys: Annotated[
        Path | None, typer.Option("--keys", help="A keys.json that you have from elsewhere.")
    ] = None,
    policy: Annotated[
        Path | None, typer.Option("--policy", help="Which witnesses must have signed.")
    ] = None,
    previous: Annotated[
        Path | None, typer.Option("--previous", help="The file taken before this one.")
    ] = None,
) -> None:
    """Check a file of evidence. Asks no database and no network: 0 true, 1 false, 2 unreadable."""
    if code := program.answer(evidence, keys, previous, policy):
        raise typer.Exit(code)
