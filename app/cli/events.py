"""``daylight events``: accesses from a file, through the same door as over HTTP."""

import json
from pathlib import Path
from typing import Annotated

import typer

from app.core.db.session import reading
from app.core.errors import NotFoundError
from app.identity.sources import queries as sources
from app.ingest import service
from app.ingest.errors import RefusedBatchError, too_large

cli = typer.Typer(name="events", no_args_is_help=True, help="Accesses, from a file.")
LARGEST = 8 << 20


@cli.callback()
def _events() -> None:
    """Keep ``import`` a command of its own."""


@cli.command("import")
def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="NDJSON.")],
    source: Annotated[str, typer.Option("--source", help="The source that reports them.")],
) -> None:
    """Report the accesses in FILE: all of them or, if there is a fault, nothing.

    Schema, limits and answers are those of POST /api/v1/access-events.
    """
    with reading() as session:
        reporter = sources.by_name(session, source)
    if reporter is None or reporter.revoked_at is not None:
        raise NotFoundError(f"There is no source called {source}. See: daylight source list")
    try:
        if file.stat().st_size > LARGEST:
            raise too_large("A call may carry 8 MiB.")
        receipt = service.report(reporter, service.NDJSON, file.read_bytes())
    except RefusedBatchError as refusal:
        service.record_refusal(reporter, refusal)
        typer.echo(json.dumps(refusal.problem()))
        typer.echo(f"{file.name}: {_sentence(refusal)}", err=True)
        raise typer.Exit(1) from refusal
    typer.echo(json.dumps(receipt.counts()))


def _sentence(refusal: RefusedBatchError) -> str:
    if not refusal.errors:
        return refusal.detail
    first = refusal.errors[0]
    place = ", ".join(f"{name} {first[name]}" for name in ("line", "field") if first.get(name))
    return f"{place}: {first['message']}" if place else first["message"]
